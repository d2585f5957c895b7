using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Tests.Audit;
using Relay.Store.Tests.Compliance;
using Xunit;

namespace Relay.Store.Tests;

/// <summary>The store as the programs open it, nothing replaced.</summary>
public sealed class RelayStoreTests
{
    [Fact]
    public async Task A_worker_has_rules_phantoms_and_a_journal_that_reaches_the_table()
    {
        await using SqliteTestDatabase database = new();
        RelayStore store = await RelayStore.OpenAsync(
            new StoreOptions { Location = database.Location }, StoreRole.Worker, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        long id;
        await using (store)
        {
            Assert.Equal("fd75:7265:6c61:7900::/64", store.Snapshots.Current?.PhantomPoolFor("dns")?.Prefix.ToString());
            id = store.Journal.NextFlowId();
            FlowRecord flow = new() { Id = id, Listener = "gate", AcceptedAt = TimeProvider.System.GetUtcNow().Ticks, Outcome = Outcome.Ok };
            flow.EndedAt = flow.AcceptedAt;
            Assert.Equal(JournalEntry.Recorded, store.Journal.Append(flow, admitted: false));
        }
        // The end of the store empties its journal.
        Assert.Equal("ok", await database.ScalarAsync<string>($"SELECT outcome FROM connection WHERE id = {id}"));
    }

    [Fact]
    public async Task Without_audit_a_worker_has_ids_and_leaves_no_row_and_no_journal()
    {
        await using SqliteTestDatabase database = new();
        await using (RelayStore store = await RelayStore.OpenAsync(
            new StoreOptions { Location = database.Location, Audit = false }, StoreRole.Worker, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            FlowRecord flow = new() { Id = store.Journal.NextFlowId(), Listener = "gate", Outcome = Outcome.Ok };
            Assert.Equal(JournalEntry.Recorded, store.Journal.Append(flow, admitted: false));
            Assert.NotEqual(flow.Id, store.Journal.NextFlowId());
        }
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM connection"));
        Assert.False(Directory.Exists(database.Location + ".journal"));
    }

    [Fact]
    public async Task Stores_that_share_a_directory_leave_each_others_dead_alone()
    {
        await using SqliteTestDatabase first = new(), second = new();
        string shared = first.Location + ".shared";
        await using (RelayStore one = await OpenAsync(first, shared))
        await using (RelayStore two = await OpenAsync(second, shared))
            Assert.Equal(one.Journal.NextFlowId(), two.Journal.NextFlowId());
        Assert.Equal(2, Directory.GetDirectories(shared).Length);

        string ofFirst = Path.Combine(shared, await first.ScalarAsync<string>("SELECT id FROM store"));
        LeaveDeadJournal(ofFirst, 77);
        await using (await OpenAsync(second, shared))
        {
        }
        Assert.Equal(2, Directory.GetFiles(ofFirst).Length);
        await using (await OpenAsync(first, shared))
        {
        }
        Assert.Empty(Directory.GetFiles(ofFirst));
        Assert.Equal(0L, await second.ScalarAsync<long>("SELECT count(*) FROM connection"));
        Assert.Equal(1L, await first.ScalarAsync<long>("SELECT count(*) FROM connection WHERE worker = 77"));
    }

    [Fact]
    public async Task A_worker_id_that_has_a_journal_already_is_passed_over()
    {
        await using SqliteTestDatabase database = new();
        string shared = database.Location + ".shared";
        await using (await OpenAsync(database, shared, StoreRole.DnsBackend))
        {
        }
        string own = Path.Combine(shared, await database.ScalarAsync<string>("SELECT id FROM store"));
        LeaveDeadJournal(own, 1);
        LeaveDeadJournal(own, 2);
        await using (RelayStore store = await OpenAsync(database, shared))
            Assert.Equal(3, store.Journal.NextFlowId() >> 36);
        Assert.Equal(2L, await database.ScalarAsync<long>("SELECT count(*) FROM connection"));

        for (long taken = 4; taken <= 6; taken++)
            LeaveDeadJournal(own, taken);
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(database, shared));
        Assert.Contains("worker 6 has a journal already", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_without_its_id_is_one_clear_line()
    {
        await using SqliteTestDatabase database = new();
        await using (await OpenAsync(database, null))
        {
        }
        await database.ExecuteAsync("UPDATE store SET id = '../../../../../../../../../../..'");
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(database, null));
        Assert.Contains("has no id", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1", 1 << 20, "--journal")]
    [InlineData("Data Source=/nonexistent/relay.db", 1, "at least 524288")]
    public async Task A_journal_that_cannot_be_is_refused_before_the_database_is_asked(string location, long limit, string reason)
    {
        StoreOptions options = new() { Location = location, JournalLimit = limit };
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => RelayStore.OpenAsync(
            options, StoreRole.Worker, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static Task<RelayStore> OpenAsync(SqliteTestDatabase database, string? journals, StoreRole role = StoreRole.Worker) => RelayStore.OpenAsync(
        new StoreOptions { Location = database.Location, JournalDirectory = journals }, role, NullLoggerFactory.Instance, TimeProvider.System,
        TestContext.Current.CancellationToken);

    /// <summary>The journal of a worker that died, with one flow.</summary>
    private static void LeaveDeadJournal(string directory, long worker)
    {
        JournalFiles.CreateDirectory(directory);
        File.WriteAllBytes(JournalFiles.LockPath(directory, worker), []);
        FlowRecord flow = Flows.Make((worker << 36) + 1);
        flow.AcceptedAt = TimeProvider.System.GetUtcNow().Ticks;
        File.WriteAllBytes(JournalFiles.SegmentPath(directory, worker, 1), [.. JournalSegment.Magic, 1, 0, 0, 0, 0, 0, 0, 0, .. Flows.Frame(flow)]);
    }

    [Fact]
    public async Task A_dns_backend_has_no_journal()
    {
        await using SqliteTestDatabase database = new();
        await using RelayStore store = await RelayStore.OpenAsync(
            new StoreOptions { Location = database.Location }, StoreRole.DnsBackend, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Throws<InvalidOperationException>(() => store.Journal);
    }
}
