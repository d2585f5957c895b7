using Relay.Store.Tests.Compliance;
using Relay.TestKit.Postgres;

namespace Relay.Store.Tests.Examples;

public sealed class PostgresSqlFilesTests(PostgresFixture fixture) : SqlFiles
{
    // Partitions are no tables of their own to anybody.
    protected override string AllRelations => "SELECT relname::text FROM pg_class WHERE relnamespace = 'urelay'::regnamespace AND relkind IN ('r', 'p', 'v') AND NOT relispartition";

    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        PostgresServer server = await fixture.Server;
        return new PostgresTestDatabase(server, await server.CreateDatabaseAsync());
    }
}
