namespace Relay.Store.Phantoms;

/// <summary>
/// Ids that stand for nothing. Remembered only at or below a maximum that was committed a second ago: above it, or sooner, another process may be about to
/// commit the row, and a probe of the next id must not break the next client's name. And only for a while: a commit may wait longer than a second.
/// </summary>
internal sealed class UnknownIds(int size, TimeProvider time)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Keeping = TimeSpan.FromMinutes(1);

    private readonly BoundedCache<long, long> ids = new(size);
    private readonly Lock gate = new();
    private long settled;
    private long candidate;
    private long candidateSince = time.GetTimestamp();

    public bool Contains(long id) => ids.TryGet(id, out long since) && time.GetElapsedTime(since) < Keeping;

    public void Add(IEnumerable<long> missed, long highest)
    {
        long limit = Settle(highest);
        foreach (long id in missed)
        {
            if (id <= limit)
                ids.Set(id, time.GetTimestamp());
        }
    }

    private long Settle(long highest)
    {
        lock (gate)
        {
            if (time.GetElapsedTime(candidateSince) >= Settling)
            {
                settled = Math.Max(settled, candidate);
                (candidate, candidateSince) = (highest, time.GetTimestamp());
            }
            return settled;
        }
    }
}
