using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Tests.Audit;

/// <summary>A <c>connection</c> table in memory that fails as it is told.</summary>
internal sealed class FakeSink : IFlowSink
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, FlowRecord> rows = [];
    private readonly List<int> batches = [];
    private int attempts;

    /// <summary>What a batch fails with; null where it is taken.</summary>
    public Func<IReadOnlyList<FlowRecord>, Exception?> Failure { get; set; } = _ => null;

    public int Attempts => Volatile.Read(ref attempts);

    public int Count
    {
        get
        {
            lock (gate)
                return rows.Count;
        }
    }

    /// <summary>The rows, by id.</summary>
    public IReadOnlyList<FlowRecord> Rows
    {
        get
        {
            lock (gate)
                return [.. rows.Values.OrderBy(row => row.Id)];
        }
    }

    /// <summary>The sizes of the batches that were taken.</summary>
    public IReadOnlyList<int> Batches
    {
        get
        {
            lock (gate)
                return [.. batches];
        }
    }

    public Task WriteAsync(IReadOnlyList<FlowRecord> records, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _ = Interlocked.Increment(ref attempts);
        if (Failure(records) is { } failure)
            return Task.FromException(failure);
        lock (gate)
        {
            batches.Add(records.Count);
            foreach (FlowRecord record in records)
            {
                if (!rows.TryGetValue(record.Id, out FlowRecord? row) || record.Outcome.Replaces(row.Outcome))
                    rows[record.Id] = record;
            }
        }
        return Task.CompletedTask;
    }

    public int MaxBatch => 1000;

    public TimeSpan MaxTransaction => TimeSpan.FromMilliseconds(10);

    public AuditLoss? Loss { get; private set; }

    public Task WriteAsync(AuditLoss loss, CancellationToken cancellation)
    {
        if (Failure([]) is { } failure)
            return Task.FromException(failure);
        Loss = loss;
        return Task.CompletedTask;
    }
}
