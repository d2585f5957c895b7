using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>
/// The journal of this process: loops append to mapped files (<see cref="SegmentLog"/>), a writer in the background moves the flows to the
/// database (<see cref="FlowWriter"/>), those of dead processes first (<see cref="DeadJournal"/>).
/// </summary>
internal sealed class FlowJournal : IFlowJournal, IAsyncDisposable
{
    public static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(150);

    /// <summary>How long the end of the process waits for the database; what is left stays in the journal.</summary>
    public static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    [ThreadStatic]
    private static byte[]? threadFrame;

    private readonly string directory;
    private readonly long workerId;
    private readonly FlowIds ids;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly FileStream lockFile;
    private readonly SegmentLog log;
    private readonly LossCount losses;
    private readonly JournalRules rules;
    private readonly LogReader reader;
    private readonly PendingFlows pending;
    private readonly FlowWriter writer;
    private readonly List<DeadJournal> dead = [];
    private readonly CancellationTokenSource closing = new();
    private readonly CancellationTokenSource closeTimeout;
    private AuditLoss? told;
    private readonly Task sparing;
    private readonly Task running;

    private FlowJournal(
        string directory, long workerId, FlowIds ids, FileStream held, SegmentLog log, LossCount losses, JournalRules rules, IFlowSink sink, TimeProvider time, ILogger logger)
    {
        (this.losses, this.rules) = (losses, rules);
        (this.directory, this.workerId, lockFile, this.log, this.time, this.logger) = (directory, workerId, held, log, time, logger);
        this.ids = ids;
        this.reader = new LogReader(this.log.Oldest, logger);
        this.pending = new PendingFlows(time);
        this.writer = new FlowWriter(sink, time, logger);
        this.closeTimeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        TakeDeadJournals();
        DeadWorkers = [.. this.dead.Select(journal => journal.WorkerId)];
        this.sparing = Task.Run(KeepSpareAsync);
        this.running = Task.Run(RunAsync);
    }

    /// <summary>
    /// The workers that were found dead at the start. Flows that the journal had given back as stored and open are open in the database still,
    /// and are lost.
    /// </summary>
    public IReadOnlyList<long> DeadWorkers { get; }

    /// <summary>How many flows the database refused in every form; each is in the log.</summary>
    public long Dropped => writer.Dropped;

    /// <summary>How many flows have no row, or one without its end, because the journal was full.</summary>
    public long Unrecorded => losses.Total;

    /// <exception cref="JournalTakenException">The worker has a journal in the directory already.</exception>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be used.</exception>
    public static FlowJournal Open(string directory, long workerId, long limit, IFlowSink sink, TimeProvider time, ILogger logger, JournalRules? rules = null)
    {
        rules ??= new JournalRules();
        FlowIds ids = new(workerId);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, SegmentLog.MinimumLimit);
        JournalFiles.CreateDirectory(directory);
        FileStream held = JournalFiles.CreateLock(directory, workerId);
        try
        {
            LossCount losses = new(directory, workerId, rules.Full);
            SegmentLog log = new(directory, workerId, limit, time, logger, rules.Full);
            return new FlowJournal(directory, workerId, ids, held, log, losses, rules, sink, time, logger);
        }
        catch
        {
            File.Delete(JournalFiles.LossPath(directory, workerId));
            File.Delete(JournalFiles.LockPath(directory, workerId));
            held.Dispose();
            throw;
        }
    }

    /// <summary>What waits in it, and what could not be kept.</summary>
    public JournalFigures Read()
    {
        // In this order: what was read was appended before.
        long read = reader.BytesRead;
        (int segments, long bytes, long limit, long appended, long refused) = log.Read();
        return new JournalFigures
        {
            Segments = segments, Bytes = bytes, Limit = limit, UnreadBytes = appended - read, RefusedRecords = refused, UnrecordedFlows = Unrecorded, DroppedFlows = writer.Dropped, IsStoring = writer.IsStoring,
        };
    }

    /// <inheritdoc/>
    public long NextFlowId() => ids.Next();

    /// <inheritdoc/>
    public JournalEntry Append(FlowRecord record, bool admitted)
    {
        byte[] frame = threadFrame ??= new byte[FlowRecordCodec.MaxFrameLength];
        int length = FlowRecordCodec.Encode(rules.Privacy?.Of(record) ?? record, frame);
        bool hasEnded = record.Outcome != Outcome.Open;
        if (!log.Append(frame.AsSpan(0, length), reserved: admitted && hasEnded))
            return Count(record, admitted, hasEnded);
        if (record.IsCountedLost)
        {
            losses.TakeBack();
            record.IsCountedLost = false;
        }
        return JournalEntry.Recorded;
    }

    /// <summary>There is no room. A flow that goes on is counted at once, any other with its last record.</summary>
    private JournalEntry Count(FlowRecord record, bool admitted, bool hasEnded)
    {
        bool goesOn = rules.Full == JournalFull.Count || admitted;
        if (!record.IsCountedLost && !log.IsClosed && (hasEnded || (goesOn && !admitted)))
        {
            losses.Add(time.GetUtcNow().Ticks);
            record.IsCountedLost = true;
        }
        return goesOn ? JournalEntry.Unrecorded : JournalEntry.Refused;
    }

    /// <summary>Stores what was appended; appends are refused from here on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (closing.IsCancellationRequested)
            return;
        log.Close();
        closeTimeout.CancelAfter(CloseTimeout);
        await closing.CancelAsync().ConfigureAwait(false);
        await sparing.ConfigureAwait(false);
        await running.ConfigureAwait(false);
        dead.ForEach(journal => journal.Dispose());
        log.Dispose();
        losses.Dispose();
        await lockFile.DisposeAsync().ConfigureAwait(false);
        closeTimeout.Dispose();
        closing.Dispose();
    }

    private void TakeDeadJournals()
    {
        foreach (long workerId in JournalFiles.Workers(directory).Where(id => id != this.workerId))
        {
            try
            {
                if (JournalFiles.TryTakeLock(JournalFiles.LockPath(directory, workerId)) is { } held)
                    dead.Add(new DeadJournal(directory, workerId, held, logger));
            }
            catch (UnauthorizedAccessException e)
            {
                JournalLog.Unreadable(logger, workerId, e.Message);
            }
        }
    }

    private async Task RunAsync()
    {
        CancellationToken timeout = closeTimeout.Token;
        try
        {
            foreach (DeadJournal journal in dead)
                await ReplayAsync(journal, timeout).ConfigureAwait(false);
            await DrainUntilClosingAsync(timeout).ConfigureAwait(false);
            await DrainAsync(closing: true, timeout).ConfigureAwait(false);
            await sparing.ConfigureAwait(false);
            log.Delete();
            losses.Delete();
            File.Delete(JournalFiles.LockPath(directory, workerId));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            JournalLog.LeftForNextStart(logger, directory);
        }
        catch (Exception e)
        {
            JournalLog.WriterFailed(logger, e, directory);
        }
    }

    /// <summary>Apart from the writer, which may wait long for the database while flows go on.</summary>
    private async Task KeepSpareAsync()
    {
        try
        {
            while (true)
            {
                log.PrepareSpare();
                await log.WaitForNeedAsync(closing.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task ReplayAsync(DeadJournal journal, CancellationToken timeout)
    {
        try
        {
            await journal.ReplayAsync(writer, timeout).ConfigureAwait(false);
        }
        catch (Exception e) when (!timeout.IsCancellationRequested)
        {
            // One bad file must not stop the audit of this process.
            JournalLog.Unreadable(logger, journal.WorkerId, e.Message);
        }
        finally
        {
            journal.Dispose();
        }
    }

    private async Task DrainUntilClosingAsync(CancellationToken timeout)
    {
        using PeriodicTimer timer = new(DrainInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(closing.Token).ConfigureAwait(false))
                await TryDrainAsync(timeout).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested && !timeout.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TryDrainAsync(CancellationToken timeout)
    {
        try
        {
            await DrainAsync(closing: false, timeout).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Without a writer the journal would fill and every flow be refused.
            JournalLog.WriterFailed(logger, e, directory);
        }
    }

    private async Task DrainAsync(bool closing, CancellationToken timeout)
    {
        bool more;
        do
        {
            more = reader.ReadInto(pending);
            List<FlowRecord> due = pending.Take(all: closing || more);
            // Nobody is left to write their ends.
            if (closing && !more)
                MarkLost(due);
            await writer.WriteAsync(due, timeout).ConfigureAwait(false);
            log.Release(pending.OldestSegment ?? reader.Segment.Sequence);
        }
        while (more);
        await TellLossAsync(timeout).ConfigureAwait(false);
    }

    /// <summary>The row grows while the journal is full; the line in the log says the whole.</summary>
    private async Task TellLossAsync(CancellationToken timeout)
    {
        if (losses.Current is not { } loss)
            return;
        if (loss != told)
            await writer.WriteAsync(told = loss, timeout).ConfigureAwait(false);
        if (log.IsFull)
            return;
        losses.Settle(loss);
        JournalLog.Lost(logger, loss.Flows, loss.Worker, new DateTime(loss.BeganAt), new DateTime(loss.EndedAt));
    }

    private void MarkLost(List<FlowRecord> flows)
    {
        foreach (FlowRecord flow in flows.Where(flow => flow.Outcome == Outcome.Open))
            (flow.Outcome, flow.EndedAt) = (Outcome.Lost, time.GetUtcNow().Ticks);
    }
}
