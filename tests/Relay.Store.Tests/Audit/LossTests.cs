using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Audit;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Audit;

/// <summary>What the full journal did not take is counted: in memory, on disk, in the log and in a row.</summary>
public sealed class LossTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("urelay-journal-").FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly FakeSink sink = new() { Failure = _ => new StoreUnavailableException("gone") };
    private readonly FakeLogger log = new();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private FlowJournal Open(JournalFull policy, long worker = 7, FakeSink? to = null) =>
        FlowJournal.Open(directory, worker, SegmentLog.MinimumLimit, to ?? sink, time, log, new JournalRules(policy));

    private static void Fill(FlowJournal journal)
    {
        while (journal.Append(Flows.Make(journal.NextFlowId(), Outcome.Open), admitted: false) == JournalEntry.Recorded)
            continue;
    }

    private Task AdvanceUntilAsync(Func<bool> done, [CallerArgumentExpression(nameof(done))] string? what = null) =>
        time.AdvanceUntilAsync(FlowJournal.DrainInterval, done, what);

    private async Task CloseAsync(FlowJournal journal)
    {
        Task closing = journal.DisposeAsync().AsTask();
        await AdvanceUntilAsync(() => closing.IsCompleted);
        await closing;
    }

    [Fact]
    public async Task Counting_flows_go_on_and_each_is_counted_once()
    {
        FlowJournal journal = Open(JournalFull.Count);
        Fill(journal);
        Assert.Equal(1, journal.Unrecorded);
        FlowRecord flow = Flows.Make(journal.NextFlowId(), Outcome.Open);
        Assert.Equal(JournalEntry.Unrecorded, journal.Append(flow, admitted: false));
        Assert.Equal(JournalEntry.Unrecorded, journal.Append(flow, admitted: false));
        flow.Outcome = Outcome.Ok;
        Assert.Equal(JournalEntry.Unrecorded, journal.Append(flow, admitted: false));
        Assert.Equal(2, journal.Unrecorded);
        Assert.Equal(1, log.Count("new flows are not recorded, and counted"));

        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(JournalEntry.Unrecorded, journal.Append(Flows.Make(journal.NextFlowId()), admitted: false));
        sink.Failure = _ => null;
        await AdvanceUntilAsync(() => log.Count("3 flows of worker 7 between") == 1);
        Assert.Equal(new AuditLoss(7, sink.Loss!.BeganAt, sink.Loss.EndedAt, 3, JournalFull.Count), sink.Loss);
        Assert.InRange(sink.Loss.EndedAt - sink.Loss.BeganAt, TimeSpan.FromMinutes(3).Ticks, TimeSpan.FromMinutes(4).Ticks);
        // With a clock that stands still: one that is moved would run past the time that closing may take.
        await journal.DisposeAsync();
        Assert.Empty(Directory.GetFiles(directory));
    }

    [Fact]
    public async Task A_flow_whose_end_finds_room_is_not_lost()
    {
        FlowJournal journal = Open(JournalFull.Count);
        Fill(journal);
        FlowRecord flow = Flows.Make(journal.NextFlowId(), Outcome.Open);
        Assert.Equal(JournalEntry.Unrecorded, journal.Append(flow, admitted: false));
        Assert.Equal(2, journal.Unrecorded);
        sink.Failure = _ => null;
        await AdvanceUntilAsync(() => log.Count("has room again") == 1);
        flow.Outcome = Outcome.Ok;
        Assert.Equal(JournalEntry.Recorded, journal.Append(flow, admitted: false));
        Assert.Equal(1, journal.Unrecorded);
        await CloseAsync(journal);
    }

    [Fact]
    public async Task Refusing_only_flows_without_a_last_record_are_counted()
    {
        FlowJournal journal = Open(JournalFull.Refuse);
        Fill(journal);
        Assert.Equal(0, journal.Unrecorded);
        FlowRecord refused = Flows.Make(journal.NextFlowId(), Outcome.Limit);
        Assert.Equal(JournalEntry.Refused, journal.Append(refused, admitted: false));
        Assert.Equal(1, journal.Unrecorded);
        // Ends of flows that were let in have room of their own; then they are counted too, and go on.
        while (journal.Append(Flows.Make(1), admitted: true) == JournalEntry.Recorded)
            continue;
        Assert.Equal(2, journal.Unrecorded);
        Assert.Equal(JournalEntry.Unrecorded, journal.Append(Flows.Make(1), admitted: true));
        await CloseAsync(journal);
    }

    [Fact]
    public async Task The_count_of_a_process_that_died_is_told_by_the_next()
    {
        FlowJournal journal = Open(JournalFull.Count);
        Fill(journal);
        // As kill -9 leaves it: the file, and nobody who holds the lock.
        string copy = Directory.CreateDirectory(Path.Combine(directory, "copy")).FullName;
        File.Copy(JournalFiles.LossPath(directory, 7), JournalFiles.LossPath(copy, 7));
        File.WriteAllBytes(JournalFiles.LockPath(copy, 7), []);
        FakeSink next = new();
        await using (FlowJournal.Open(copy, 8, SegmentLog.MinimumLimit, next, time, log))
        {
        }
        Assert.Equal((7, 1, JournalFull.Count), (next.Loss!.Worker, next.Loss.Flows, next.Loss.Policy));
        Assert.Empty(Directory.GetFiles(copy));
        await CloseAsync(journal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(39)]
    public async Task A_count_that_is_torn_is_none(int length)
    {
        File.WriteAllBytes(JournalFiles.LossPath(directory, 3), [.. "urelayl1"u8.ToArray().Concat(new byte[64]).Take(length)]);
        File.WriteAllBytes(JournalFiles.LockPath(directory, 3), []);
        FakeSink next = new();
        await using (Open(JournalFull.Refuse, to: next))
        {
        }
        Assert.Null(next.Loss);
        Assert.Empty(Directory.GetFiles(directory));
    }
}
