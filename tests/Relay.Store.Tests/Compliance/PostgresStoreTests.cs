using Relay.Store.Model;
using Relay.Store.Sql;
using Relay.TestKit.Postgres;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public sealed class PostgresStoreTests(PostgresFixture fixture) : StoreCompliance
{
    protected override string UseUpIds => "SELECT setval('urelay.phantom_id_seq', 1099511627775)";

    protected override string Overriding => "OVERRIDING SYSTEM VALUE";

    protected override string AcceptedText => "SELECT (accepted_at AT TIME ZONE 'UTC')::text FROM connection";

    [Theory]
    [InlineData("off", "on")]
    [InlineData("local", "on")]
    [InlineData("remote_apply", "remote_apply")]
    public async Task A_phantom_is_durable_before_it_is_told(string setting, string used)
    {
        await OpenAsync();
        await database.ExecuteAsync($"""
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = {setting}', current_database()); END $$;
            CREATE TABLE told (setting text);
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO told VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
            CREATE TRIGGER tell AFTER INSERT ON phantom FOR EACH ROW EXECUTE FUNCTION tell();
            """);
        await (await OpenAsync()).Phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation);
        Assert.Equal(used, await database.ScalarAsync<string>("SELECT setting FROM told"));
    }

    [Fact]
    public async Task Revisions_that_everybody_sees_become_one_row()
    {
        await OpenAsync();
        for (int i = 0; i < 5; i++)
            await database.ExecuteAsync($"UPDATE pool SET listener = 'l{i}'");
        long revision = await database.ScalarAsync<long>("SELECT sum(changes)::bigint FROM revision");
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        ConfigurationTables tables = new(direct);
        // A transaction of another test on this server may hold the horizon back.
        while (await database.ScalarAsync<long>("SELECT count(*) FROM revision") > 1)
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => tables.FoldRevisionsAsync(Cancellation)));
        Assert.Equal(revision, await database.ScalarAsync<long>("SELECT changes FROM revision WHERE txid = 0"));
    }

    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        PostgresServer server = await fixture.Server;
        return new PostgresTestDatabase(server, await server.CreateDatabaseAsync());
    }
}
