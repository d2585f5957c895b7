using Relay.Store.Tests.Compliance;
using Relay.TestKit.Postgres;

namespace Relay.Store.Tests.Examples;

public sealed class PostgresSqlFilesTests(PostgresFixture fixture) : SqlFiles
{
    protected override string AllRelations => "SELECT table_name FROM information_schema.tables WHERE table_schema = 'urelay'";

    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        PostgresServer server = await fixture.Server;
        return new PostgresTestDatabase(server, await server.CreateDatabaseAsync());
    }
}
