using Relay.Store.Tests.Compliance;

namespace Relay.Store.Tests.Examples;

public sealed class SqliteSqlFilesTests : SqlFiles
{
    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}
