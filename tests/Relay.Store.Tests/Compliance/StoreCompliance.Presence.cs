using System.Data.Common;
using Relay.Migrations;
using Relay.Store.Model;
using Relay.Store.Sql;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task A_dns_backend_has_a_row_while_it_runs_and_those_that_were_killed_lose_theirs()
    {
        await database.ExecuteAsync("INSERT INTO dns_backend (name, process, schema_version, seen_at) VALUES ('killed', 7, 1, '2026-01-01 00:00:00.000000')");
        await database.ExecuteAsync("INSERT INTO dns_backend (name, process, schema_version) VALUES ('other', 8, 1)");
        RelayStore store = await OpenAsync();
        await UntilAsync(async () => await BackendsAsync($"name = 'test' AND process = {Environment.ProcessId} AND schema_version = {SchemaVersion.Current}") == 1);
        Assert.Equal((0, 1, 0), (await BackendsAsync("name = 'killed'"), await BackendsAsync("name = 'other'"), await database.ScalarAsync<long>("SELECT count(*) FROM worker")));
        await CloseAsync(store);
        Assert.Equal((0, 1), (await BackendsAsync("name = 'test'"), await BackendsAsync("name = 'other'")));
    }

    [Fact]
    public async Task The_row_of_a_dns_backend_is_made_again_where_it_is_gone()
    {
        await using Database own = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        BackendTable table = new(own);
        long first = await table.KeepAsync(0, "test", Cancellation);
        await database.ExecuteAsync("UPDATE dns_backend SET seen_at = started_at");
        Assert.Equal(first, await table.KeepAsync(first, "test", Cancellation));
        Assert.Equal(1, await BackendsAsync($"id = {first} AND seen_at > started_at"));
        await database.ExecuteAsync("DELETE FROM dns_backend");
        Assert.NotEqual(first, await table.KeepAsync(first, "test", Cancellation));
        Assert.Equal(1, await BackendsAsync("name = 'test'"));
    }

    [Fact]
    public async Task A_dns_backend_that_can_write_nothing_says_what_is_known_all_the_same()
    {
        RelayStore before = await OpenAsync();
        Phantom known = await before.Phantoms.AssignAsync(DomainName.Parse("known.test"), Cancellation);
        await CloseAsync(before);
        await using (DbConnection somebody = await database.OpenAsync())
        {
            await using DbTransaction transaction = await somebody.BeginTransactionAsync(Cancellation);
            using DbCommand command = somebody.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Parsed.Engine == Engine.Postgres ? "LOCK TABLE dns_backend; LOCK TABLE phantom IN EXCLUSIVE MODE" : "DELETE FROM dns_backend";
            await command.ExecuteNonQueryAsync(Cancellation);
            RelayStore store = await OpenAsync();
            Assert.Equal(known, await store.Phantoms.AssignAsync(DomainName.Parse("known.test"), Cancellation));
            Assert.Equal("known.test", (await store.Phantoms.FindAsync(known, Cancellation))?.Value);
        }
        await UntilAsync(async () => await BackendsAsync("name = 'test'") == 1);
    }

    private Task<long> BackendsAsync(string condition) => database.ScalarAsync<long>($"SELECT count(*) FROM dns_backend WHERE {condition}");
}
