using Relay.Store.Tests.Compliance;
using Relay.TestKit;
using Relay.TestKit.Postgres;

namespace Relay.Store.Tests.Schema;

public sealed class PostgresRowTests(PostgresFixture fixture) : RowTests
{
    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        PostgresServer server = await fixture.Server;
        return new PostgresTestDatabase(server, await server.CreateDatabaseAsync());
    }

    private protected override Task<ShellResult> RunAsync(string sql) => DatabaseShell.PostgresAsync(database, sql);

    private protected override string Pick(string sentence, string? onPostgres) => onPostgres ?? sentence;
}
