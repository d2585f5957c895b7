using Relay.Store.Tests.Compliance;

namespace Relay.Store.Tests.Schema;

public sealed class SqliteUpgradeTests : UpgradeTests
{
    protected override string Dump => "first-sqlite.sql";

    protected override string SchemaQuery => "SELECT type, name, tbl_name, sql FROM sqlite_master";

    protected override string Qualified(string table) => table;

    protected override Task<TestDatabase> CreateEmptyAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}
