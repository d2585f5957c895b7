namespace Relay.Store.Audit;

/// <summary>The ids of one worker's flows: <c>worker.id · 2³⁶ + n</c>. Thread-safe.</summary>
internal sealed class FlowIds
{
    private const int FlowBits = 36;

    public const long PerWorker = 1L << FlowBits;

    private readonly long workerId;
    private long last;

    public FlowIds(long workerId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workerId, long.MaxValue >> FlowBits);
        this.workerId = workerId;
    }

    /// <exception cref="InvalidOperationException">2³⁶ flows are used up; the next id would be another worker's.</exception>
    public long Next()
    {
        long flow = Interlocked.Increment(ref last);
        return flow >> FlowBits == 0
            ? (workerId << FlowBits) + flow
            : throw new InvalidOperationException($"worker {workerId} has used up its flow ids: restart it");
    }
}
