using Relay.Store.Tests.Compliance;
using Relay.TestKit.Postgres;
using Xunit;

namespace Relay.Store.Tests.Examples;

public sealed class PostgresSqlFilesTests(PostgresFixture fixture) : SqlFiles
{
    // Partitions are no tables of their own to anybody.
    protected override string AllRelations => "SELECT relname::text FROM pg_class WHERE relnamespace = 'urelay'::regnamespace AND relkind IN ('r', 'p', 'v') AND NOT relispartition";

    [Fact]
    public Task The_sql_of_its_own_document_runs() => RunSqlOfAsync("docs/postgresql.md");

    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        PostgresServer server = await fixture.Server;
        return new PostgresTestDatabase(server, await server.CreateDatabaseAsync());
    }
}
