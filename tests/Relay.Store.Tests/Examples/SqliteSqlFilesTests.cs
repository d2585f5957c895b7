using Relay.Store.Tests.Compliance;

namespace Relay.Store.Tests.Examples;

public sealed class SqliteSqlFilesTests : SqlFiles
{
    protected override string AllRelations => "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'";

    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}
