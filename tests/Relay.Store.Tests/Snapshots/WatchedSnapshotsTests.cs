using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Model;
using Relay.Store.Snapshots;
using Relay.Store.Tests.Audit;
using Xunit;

namespace Relay.Store.Tests.Snapshots;

public sealed class WatchedSnapshotsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FakeConfigurationTables tables = new();
    private readonly FakeTimeProvider time = new();
    private readonly FakeLogger log = new();
    private IReadOnlyList<Problem> problems = [];
    private Exception? bug;
    private int compiled;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_an_outage_the_tables_are_read_again_though_the_revision_is_the_same()
    {
        await using WatchedSnapshots snapshots = Make();
        await snapshots.LookAsync(Cancellation);
        await snapshots.LookAsync(Cancellation);
        Assert.Equal(1, compiled);
        tables.ReadFailure = new StoreUnavailableException("away");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => snapshots.LookAsync(Cancellation));
        tables.ReadFailure = null;
        await snapshots.LookAsync(Cancellation);
        Assert.Equal(2, compiled);
        Assert.True(tables.WasAskedForAll);
    }

    [Fact]
    public async Task What_the_database_tells_is_looked_at_without_a_poll()
    {
        await using WatchedSnapshots snapshots = Make();
        await snapshots.StartAsync(Cancellation);
        TaskCompletionSource<long> swapped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        snapshots.Swapped += snapshot => swapped.TrySetResult(snapshot.Revision);
        tables.Change();
        (await tables.Listening.WaitAsync(Cancellation))();
        Assert.Equal(tables.Revision, await swapped.Task.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task A_change_that_did_not_compile_is_tried_again_without_another_commit()
    {
        await using WatchedSnapshots snapshots = Make();
        await snapshots.LookAsync(Cancellation);
        tables.Change();
        bug = new InvalidOperationException("a bug");
        await Assert.ThrowsAsync<InvalidOperationException>(() => snapshots.LookAsync(Cancellation));
        bug = null;
        await snapshots.LookAsync(Cancellation);
        Assert.Equal(tables.Revision, snapshots.Current?.Revision);
    }

    [Fact]
    public async Task What_was_found_goes_to_the_table_of_problems_and_a_commit_is_looked_at_though_that_cannot_be_written()
    {
        problems = [new Problem("rule", "1", "no such upstream")];
        await using WatchedSnapshots snapshots = Make();
        await snapshots.StartAsync(Cancellation);
        Assert.Equal(problems, tables.Problems);
        tables.WritesHang = true;
        problems = [];
        tables.Change();
        await AdvanceUntilAsync(() => snapshots.Current?.Revision == tables.Revision);
        tables.Change();
        await AdvanceUntilAsync(() => snapshots.Current?.Revision == tables.Revision);
        Assert.Single(tables.Problems);
    }

    [Fact]
    public async Task A_change_is_rehearsed_a_second_after_the_start_and_changes_nothing()
    {
        await using WatchedSnapshots snapshots = Make();
        await snapshots.StartAsync(Cancellation);
        Snapshot? first = snapshots.Current;
        long began = time.GetTimestamp();
        await AdvanceUntilAsync(() => tables.IsRehearsed);
        Assert.True(time.GetElapsedTime(began) >= TimeSpan.FromSeconds(1));
        Assert.Same(first, snapshots.Current);
    }

    [Fact]
    public async Task A_foreign_cancellation_does_not_end_the_polling()
    {
        await using WatchedSnapshots snapshots = Make();
        await snapshots.StartAsync(Cancellation);
        tables.ReadFailure = new TaskCanceledException("of a driver");
        await AdvanceUntilAsync(() => log.Count("of a driver") == 1);
        tables.Change();
        tables.ReadFailure = null;
        await AdvanceUntilAsync(() => snapshots.Current?.Revision == tables.Revision);
    }

    private WatchedSnapshots Make() => new(tables, Compile, Interval, log, time);

    private Task AdvanceUntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        time.AdvanceUntilAsync(Interval, condition, what);

    private CompiledTables Compile(CompiledTables? before, TableRows rows, long revision)
    {
        compiled++;
        return bug is null ? SnapshotCompiler.Compile(before, rows, revision) with { Problems = problems } : throw bug;
    }
}
