using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>Brings flows into the database in short transactions: waits where it is away, and finds the row that it refuses.</summary>
internal sealed class FlowWriter(IFlowSink sink, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Smaller batches are slower and hardly shorter: the commit is what lasts.</summary>
    private const int MinBatch = 250;

    private int batchSize = sink.MaxBatch;
    private volatile bool unavailable;

    /// <summary>How many flows the database refused in every form.</summary>
    public long Dropped { get; private set; }

    /// <summary>False from a write that the database did not take until one that it did.</summary>
    public bool IsStoring => !unavailable;

    /// <summary>Returns when all are stored.</summary>
    /// <exception cref="OperationCanceledException">The caller waits no longer; some may be stored.</exception>
    public async Task WriteAsync(List<FlowRecord> records, CancellationToken cancellation)
    {
        for (int at = 0; at < records.Count;)
        {
            List<FlowRecord> batch = records.GetRange(at, Math.Min(batchSize, records.Count - at));
            long started = time.GetTimestamp();
            await WriteBatchAsync(batch, cancellation).ConfigureAwait(false);
            Adapt(time.GetElapsedTime(started));
            at += batch.Count;
        }
    }

    /// <summary>Returns when it is stored, or refused.</summary>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public async Task WriteAsync(AuditLoss loss, CancellationToken cancellation)
    {
        if (await TryAsync(() => sink.WriteAsync(loss, cancellation), cancellation).ConfigureAwait(false) is { } refusal)
            JournalLog.LossRefused(logger, loss.Flows, RefusedFlow.Escape(refusal.Message));
    }

    private void Adapt(TimeSpan transaction)
    {
        if (transaction > sink.MaxTransaction)
            batchSize = Math.Max(batchSize / 2, MinBatch);
        else if (transaction < sink.MaxTransaction / 2)
            batchSize = Math.Min(batchSize * 2, sink.MaxBatch);
    }

    private async Task WriteBatchAsync(List<FlowRecord> batch, CancellationToken cancellation)
    {
        if (await TryWriteAsync(batch, cancellation).ConfigureAwait(false) is not { } refusal)
            return;
        if (batch.Count == 1)
        {
            await WriteRefusedAsync(batch, refusal, cancellation).ConfigureAwait(false);
            return;
        }
        int half = batch.Count / 2;
        await WriteBatchAsync(batch.GetRange(0, half), cancellation).ConfigureAwait(false);
        await WriteBatchAsync(batch.GetRange(half, batch.Count - half), cancellation).ConfigureAwait(false);
    }

    private async Task WriteRefusedAsync(List<FlowRecord> single, RejectedRowsException refusal, CancellationToken cancellation)
    {
        FlowRecord flow = single[0];
        JournalLog.Escaped(logger, flow.Id, RefusedFlow.Escape(refusal.Message));
        RefusedFlow.EscapeTexts(flow, refusal.Message);
        if (await TryWriteAsync(single, cancellation).ConfigureAwait(false) is not { } second)
            return;
        string described = RefusedFlow.Describe(flow);
        JournalLog.Bare(logger, flow.Id, RefusedFlow.Escape(second.Message), described);
        RefusedFlow.ClearTexts(flow, second.Message);
        if (await TryWriteAsync(single, cancellation).ConfigureAwait(false) is not { } third)
            return;
        JournalLog.Dropped(logger, flow.Id, RefusedFlow.Escape(third.Message), ++Dropped, described);
    }

    private Task<RejectedRowsException?> TryWriteAsync(List<FlowRecord> batch, CancellationToken cancellation) =>
        TryAsync(() => sink.WriteAsync(batch, cancellation), cancellation);

    /// <summary>Tries until the database answers.</summary>
    /// <returns>Its refusal, or null where the rows are stored.</returns>
    private async Task<RejectedRowsException?> TryAsync(Func<Task> write, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await write().ConfigureAwait(false);
                Answered();
                return null;
            }
            catch (RejectedRowsException e)
            {
                Answered();
                return e;
            }
            catch (StoreUnavailableException e)
            {
                if (!unavailable)
                    JournalLog.Unavailable(logger, e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                // A bug of the sink: the rows must outlive it.
                if (!unavailable)
                    JournalLog.Unexpected(logger, e);
            }
            unavailable = true;
            await Task.Delay(RetryDelay, time, cancellation).ConfigureAwait(false);
        }
    }

    private void Answered()
    {
        if (unavailable)
            JournalLog.Available(logger);
        unavailable = false;
    }
}
