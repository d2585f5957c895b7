using Relay.Store.Audit;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class FlowIdsTests
{
    [Fact]
    public void Ids_of_many_threads_and_workers_are_unique()
    {
        FlowIds[] workers = [new(1), new(2)];
        long[][] made = [.. Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(n => Enumerable.Range(0, 1000).Select(_ => workers[n % 2].Next()).ToArray())];
        Assert.Equal(8000, made.SelectMany(ids => ids).Distinct().Count());
        Assert.All(made.SelectMany(ids => ids), id => Assert.InRange(id >> 36, 1, 2));
    }

    [Fact]
    public void No_worker_has_no_id() => Assert.Throws<ArgumentOutOfRangeException>(() => new FlowIds(0));

    [Fact]
    public void A_silent_journal_takes_everything_and_gives_ids()
    {
        SilentJournal journal = new(3);
        Assert.Equal((3L << 36) + 1, journal.NextFlowId());
        Assert.Equal((3L << 36) + 2, journal.NextFlowId());
        Assert.Equal(JournalEntry.Recorded, journal.Append(new FlowRecord { Id = 1, Listener = "socks" }, admitted: false));
    }
}
