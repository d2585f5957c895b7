using System.Diagnostics.CodeAnalysis;

namespace Relay.Worker.Resolving;

/// <summary>What was looked up, until its TTL ends; bounded, the longest known leaving first. One loop's, so without locks.</summary>
internal sealed class ExpiringCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Dictionary<TKey, (TValue Value, long Expiry)> entries = [];

    /// <summary>In the order of coming. A key that came twice is in it twice; the expiry tells which is the present one.</summary>
    private readonly Queue<(TKey Key, long Expiry)> order = new();

    public int Count => entries.Count;

    public bool TryGet(TKey key, long now, [NotNullWhen(true)] out TValue? value)
    {
        if (entries.TryGetValue(key, out (TValue Value, long Expiry) entry))
        {
            if (entry.Expiry > now)
            {
                value = entry.Value;
                return true;
            }
            entries.Remove(key);
        }
        value = null;
        return false;
    }

    public void Put(TKey key, TValue value, long now, TimeSpan life)
    {
        long expiry = now + (long)life.TotalMilliseconds;
        if (expiry <= now)
            return;
        entries[key] = (value, expiry);
        order.Enqueue((key, expiry));
        while (order.Count > capacity)
        {
            (TKey Key, long Expiry) oldest = order.Dequeue();
            if (entries.TryGetValue(oldest.Key, out (TValue Value, long Expiry) entry) && entry.Expiry == oldest.Expiry)
                entries.Remove(oldest.Key);
        }
    }
}
