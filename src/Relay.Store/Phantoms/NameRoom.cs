namespace Relay.Store.Phantoms;

/// <summary>
/// How many names may still be given a phantom. Since the last count there cannot have come more than there were ids, so that counting, which takes long,
/// is needed only where that bound reaches the limit.
/// </summary>
internal sealed class NameRoom(Func<Task<long>> count, IdMark mark, long limit, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    private long counted, countedAtId, countedAt = long.MinValue;

    private long Left => limit - counted - (mark.Value - countedAtId);

    /// <summary>How many of <paramref name="wanted"/> there is room for. Not for two callers at once.</summary>
    public async Task<int> OfAsync(int wanted)
    {
        if (Left < wanted && (countedAt == long.MinValue || time.GetElapsedTime(countedAt) >= Between))
        {
            // Ids that are given while it counts are counted twice: a bound, not less.
            long before = mark.Value;
            (counted, countedAtId, countedAt) = (await count().ConfigureAwait(false), before, time.GetTimestamp());
        }
        return (int)Math.Clamp(Left, 0, wanted);
    }
}
