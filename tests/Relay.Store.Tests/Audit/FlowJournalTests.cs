using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Audit;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class FlowJournalTests : IDisposable
{
    private const long FirstFlow = (7L << 36) + 1;

    private readonly string directory = Directory.CreateTempSubdirectory("urelay-journal-").FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly FakeSink sink = new();
    private readonly FakeLogger log = new();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private FlowJournal Open(long workerId = 7, long limit = 4 << 20, FakeSink? sink = null) =>
        FlowJournal.Open(directory, workerId, limit, sink ?? this.sink, time, log);

    private IEnumerable<(long, Outcome)> Rows => sink.Rows.Select(row => (row.Id, row.Outcome));

    /// <summary>Lets the writer's time pass until it has done what is awaited.</summary>
    private Task AdvanceUntilAsync(Func<bool> done, [CallerArgumentExpression(nameof(done))] string? what = null) =>
        time.AdvanceUntilAsync(FlowJournal.DrainInterval, done, what);

    /// <summary>The journal as its process would leave it if it died now: its files, with no lock held.</summary>
    private void CopyFilesOf(long workerId, string into)
    {
        foreach (string path in JournalFiles.Segments(directory, workerId))
            CopyWhenMade(path, Path.Combine(into, Path.GetFileName(path)));
        File.WriteAllBytes(JournalFiles.LockPath(into, workerId), []);
    }

    /// <summary>The next segment may be in the making, and locked for that.</summary>
    private static void CopyWhenMade(string segment, string to)
    {
        while (true)
        {
            try
            {
                File.Copy(segment, to);
                return;
            }
            catch (IOException) when (File.Exists(segment))
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    [Fact]
    public async Task Ids_are_the_workers_own()
    {
        await using FlowJournal journal = Open();
        Assert.Equal([FirstFlow, FirstFlow + 1], new[] { journal.NextFlowId(), journal.NextFlowId() });
    }

    [Fact]
    public async Task Flows_are_stored_while_it_runs_and_long_ones_appear_open()
    {
        await using FlowJournal journal = Open();
        FlowRecord flow = Flows.Make(journal.NextFlowId(), Outcome.Open);
        Assert.Equal(JournalEntry.Recorded, journal.Append(flow, admitted: false));
        await AdvanceUntilAsync(() => sink.Count == 1);
        Assert.Equal([(FirstFlow, Outcome.Open)], Rows);
        flow.Outcome = Outcome.ResetByClient;
        flow.BytesUp = 12;
        Assert.Equal(JournalEntry.Recorded, journal.Append(flow, admitted: false));
        await AdvanceUntilAsync(() => sink.Rows[0].Outcome != Outcome.Open);
        Assert.Equal(Flows.Show(flow), Flows.Show(sink.Rows[0]));
    }

    [Fact]
    public async Task Closing_stores_everything_and_leaves_no_file()
    {
        FlowJournal journal = Open();
        for (int i = 0; i < 5000; i++)
            Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(journal.NextFlowId()), admitted: false));
        Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(journal.NextFlowId(), Outcome.Open), admitted: false));
        await journal.DisposeAsync();
        Assert.Equal(5001, sink.Count);
        Assert.Equal((Outcome.Lost, time.GetUtcNow().Ticks), (sink.Rows[5000].Outcome, sink.Rows[5000].EndedAt));
        Assert.Empty(Directory.GetFiles(directory));
        Assert.Equal(JournalEntry.Refused, journal.Append(Flows.Make(1), admitted: false));
        await journal.DisposeAsync();
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task Threads_append_together_and_nothing_is_lost()
    {
        FlowJournal journal = Open(limit: 64 << 20);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 5000; i++)
            {
                long id = journal.NextFlowId();
                Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(id, Outcome.Open), admitted: false));
                Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(id), admitted: true));
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        await journal.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, 20_000).Select(n => (FirstFlow + n, Outcome.Ok)), Rows);
    }

    [Fact]
    public async Task The_database_away_fills_the_journal_which_refuses_and_recovers()
    {
        sink.Failure = _ => new StoreUnavailableException("gone");
        FlowJournal journal = Open(limit: SegmentLog.MinimumLimit);
        Queue<long> open = [];
        long id = journal.NextFlowId();
        for (; journal.Append(Flows.Make(id, Outcome.Open), admitted: false) == JournalEntry.Recorded; id = journal.NextFlowId())
            open.Enqueue(id);
        Assert.Equal(JournalEntry.Refused, journal.Append(Flows.Make(id, Outcome.Open), admitted: false));
        Assert.InRange(Directory.GetFiles(directory, "*.segment").Sum(path => new FileInfo(path).Length), 1, SegmentLog.MinimumLimit);

        // Nothing can refuse the end of a flow that was let in.
        Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(open.Dequeue()), admitted: true));
        while (journal.Append(Flows.Make(open.Dequeue()), admitted: true) == JournalEntry.Recorded)
            continue;
        Assert.Equal(1, log.Count("is full (its limit is reached)"));

        sink.Failure = _ => null;
        await AdvanceUntilAsync(() => log.Count("has room again") == 1);
        Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(id, Outcome.Open), admitted: false));
        await journal.DisposeAsync();
        Assert.Equal(id - FirstFlow + 1, sink.Count);
    }

    [Fact]
    public async Task Space_is_given_back_after_rows_are_stored()
    {
        await using FlowJournal journal = Open(limit: SegmentLog.MinimumLimit);
        for (int i = 1; i <= 10; i++)
        {
            for (int n = 0; n < 1000; n++)
                Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(journal.NextFlowId()), admitted: false));
            int stored = i * 1000;
            await AdvanceUntilAsync(() => sink.Count == stored && Directory.GetFiles(directory, "*.segment").Length == 2);
        }
    }

    [Fact]
    public async Task What_the_database_does_not_take_at_the_end_is_stored_by_the_next_start()
    {
        sink.Failure = _ => new StoreUnavailableException("gone");
        FlowJournal journal = Open();
        Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(journal.NextFlowId()), admitted: false));
        Task closing = journal.DisposeAsync().AsTask();
        await AdvanceUntilAsync(() => closing.IsCompleted);
        await closing;
        Assert.Equal(1, log.Count("the next start stores them"));

        sink.Failure = _ => null;
        await using (FlowJournal next = Open(workerId: 8))
            Assert.Equal([7], next.DeadWorkers);
        Assert.Equal([(FirstFlow, Outcome.Ok)], Rows);
        Assert.Empty(Directory.GetFiles(directory));
    }

    [Fact]
    public async Task A_living_journal_is_left_alone()
    {
        await using FlowJournal journal = Open();
        Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(journal.NextFlowId()), admitted: false));
        FakeSink other = new();
        await using (FlowJournal second = Open(workerId: 8, sink: other))
            Assert.Empty(second.DeadWorkers);
        Assert.Equal(0, other.Count);
        _ = Assert.Throws<JournalTakenException>(() => Open());
        Assert.Single(Directory.GetFiles(directory, "*.lock"));
    }

    [Fact]
    public async Task Every_length_of_a_killed_journal_replays_what_was_whole()
    {
        await using FlowJournal journal = Open(limit: SegmentLog.MinimumLimit);
        Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(1), admitted: false));
        Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(2, Outcome.Open), admitted: false));
        int frame = Flows.Frame(Flows.Make(2)).Length;
        for (int torn = 1; torn < frame; torn += 7)
        {
            DirectoryInfo copy = Directory.CreateDirectory(Path.Combine(directory, "copy"));
            CopyFilesOf(7, copy.FullName);
            string segment = JournalFiles.SegmentPath(copy.FullName, 7, 1);
            byte[] bytes = File.ReadAllBytes(segment);
            bytes.AsSpan(JournalSegment.HeaderLength + (2 * frame) - torn).Clear();
            File.WriteAllBytes(segment, bytes);

            FakeSink sink = new();
            await using (FlowJournal.Open(copy.FullName, 8, SegmentLog.MinimumLimit, sink, time, log))
            {
            }
            Assert.Equal([1], sink.Rows.Select(row => row.Id));
            Assert.Empty(copy.GetFiles());
            copy.Delete();
        }
        Assert.Equal(0, log.Count("damaged"));
    }

    [Fact]
    public async Task A_dead_journal_of_many_segments_gives_each_flow_once_by_its_last_record()
    {
        await using FlowJournal journal = Open(sink: new FakeSink(), limit: SegmentLog.MinimumLimit);
        for (long id = 1; id <= 800; id++)
            Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(id, Outcome.Open), admitted: false));
        for (long id = 1; id <= 800; id += 2)
            Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(id), admitted: true));
        DirectoryInfo copy = Directory.CreateDirectory(Path.Combine(directory, "copy"));
        CopyFilesOf(7, copy.FullName);
        Assert.InRange(copy.GetFiles("*.segment").Length, 3, 100);
        await using (FlowJournal.Open(copy.FullName, 8, SegmentLog.MinimumLimit, this.sink, time, log))
        {
        }
        Assert.Equal(Enumerable.Range(1, 800).Select(id => ((long)id, id % 2 == 1 ? Outcome.Ok : Outcome.Lost)), Rows);
        Assert.All(this.sink.Rows.Where(row => row.Outcome == Outcome.Lost), row => Assert.True(row.EndedAt > 0));
        Assert.Equal(800, this.sink.Batches.Sum());
        Assert.Equal(1, log.Count("journal of worker 7, which died: 800 flows were stored, 400 of them lost"));
    }

    [Fact]
    public async Task Damage_in_the_middle_is_skipped_and_said()
    {
        int frame = Flows.Frame(Flows.Make(1)).Length;
        File.WriteAllBytes(JournalFiles.LockPath(directory, 3), []);
        byte[] segment = [.. JournalSegment.Magic, 1, 0, 0, 0, 0, 0, 0, 0,
            .. Flows.Frame(Flows.Make(1)), .. Flows.Frame(Flows.Make(2)), .. Flows.Frame(Flows.Make(3)), .. new byte[99]];
        segment[JournalSegment.HeaderLength + frame + 20] ^= 4;
        File.WriteAllBytes(JournalFiles.SegmentPath(directory, 3, 1), segment);
        await using (Open())
        {
        }
        Assert.Equal([1, 3], sink.Rows.Select(row => row.Id));
        Assert.Equal(1, log.Count($"{frame} damaged bytes were skipped"));
    }

    [Fact]
    public async Task A_segment_shorter_than_its_header_is_skipped_and_said()
    {
        byte[] header = [.. JournalSegment.Magic, 1, 0, 0, 0, 0, 0, 0, 0];
        for (int length = 0; length < header.Length; length++)
        {
            string torn = JournalFiles.SegmentPath(directory, 3, 1);
            File.WriteAllBytes(torn, header[..length]);
            File.WriteAllBytes(JournalFiles.SegmentPath(directory, 3, 2), [.. header, .. Flows.Frame(Flows.Make(length + 1))]);
            File.WriteAllBytes(JournalFiles.LockPath(directory, 3), []);
            await using (Open())
            {
            }
            Assert.Equal(length + 1, sink.Count);
            Assert.Equal(length == 0 ? 0 : 1, log.Count($"journal '{torn}': {length} damaged bytes"));
            Assert.Empty(Directory.GetFiles(directory));
        }
    }

    [Fact]
    public async Task A_dead_journal_that_cannot_be_read_stops_neither_the_others_nor_this_one()
    {
        // Longer than an array can be: it cannot be read.
        using (FileStream huge = File.Create(JournalFiles.SegmentPath(directory, 3, 1)))
        {
            huge.Write([.. JournalSegment.Magic, 1, 0, 0, 0, 0, 0, 0, 0]);
            huge.SetLength(3L << 30);
        }
        File.WriteAllBytes(JournalFiles.LockPath(directory, 3), []);
        File.WriteAllBytes(JournalFiles.SegmentPath(directory, 4, 1), [.. JournalSegment.Magic, 1, 0, 0, 0, 0, 0, 0, 0, .. Flows.Frame(Flows.Make(1))]);
        File.WriteAllBytes(JournalFiles.LockPath(directory, 4), []);
        await using (FlowJournal journal = Open())
            Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(2), admitted: false));
        Assert.Equal([1, 2], sink.Rows.Select(row => row.Id));
        Assert.Equal(1, log.Count("journal of worker 3, which died, cannot be read"));
    }

    [Fact]
    public async Task The_next_segment_is_made_while_the_writer_waits_for_the_database()
    {
        sink.Failure = _ => new StoreUnavailableException("gone");
        FlowJournal journal = Open();
        Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(1), admitted: false));
        await AdvanceUntilAsync(() => sink.Attempts > 0 && Directory.GetFiles(directory, "*.segment").Length == 2);
        for (int size = Flows.Frame(Flows.Make(1)).Length, filled = 0; filled < 256 << 10; filled += size)
            Assert.Equal(JournalEntry.Recorded, journal.Append(Flows.Make(1), admitted: false));
        await AdvanceUntilAsync(() => Directory.GetFiles(directory, "*.segment").Length == 3);
        sink.Failure = _ => null;
        Task closing = journal.DisposeAsync().AsTask();
        await AdvanceUntilAsync(() => closing.IsCompleted);
        await closing;
    }

    [Fact]
    public async Task A_segment_of_another_version_is_left()
    {
        string foreign = JournalFiles.SegmentPath(directory, 3, 1);
        File.WriteAllText(foreign, "urelayj9 and so on");
        File.WriteAllBytes(JournalFiles.LockPath(directory, 3), []);
        File.WriteAllBytes(JournalFiles.SegmentPath(directory, 4, 1), []);
        File.WriteAllBytes(JournalFiles.LockPath(directory, 4), []);
        await using (Open())
        {
        }
        Assert.Equal([JournalFiles.LockPath(directory, 3), foreign], Directory.GetFiles(directory).Order().Reverse());
        Assert.Equal(1, log.Count("none of this version"));
    }
}
