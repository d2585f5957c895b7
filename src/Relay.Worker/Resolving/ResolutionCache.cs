using System.Diagnostics.CodeAnalysis;
using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>What was resolved, until its TTL ends; bounded, the longest known leaving first. One loop's, so without locks.</summary>
internal sealed class ResolutionCache(int capacity)
{
    private readonly Dictionary<DomainName, (Resolution Value, long Expiry)> entries = [];

    /// <summary>In the order of coming. A name that came twice is in it twice; the expiry tells which is the present one.</summary>
    private readonly Queue<(DomainName Name, long Expiry)> order = new();

    public int Count => entries.Count;

    public bool TryGet(DomainName name, long now, [NotNullWhen(true)] out Resolution? resolution)
    {
        if (entries.TryGetValue(name, out (Resolution Value, long Expiry) entry))
        {
            if (entry.Expiry > now)
            {
                resolution = entry.Value;
                return true;
            }
            entries.Remove(name);
        }
        resolution = null;
        return false;
    }

    public void Put(DomainName name, Resolution resolution, long now, TimeSpan life)
    {
        long expiry = now + (long)life.TotalMilliseconds;
        if (expiry <= now)
            return;
        entries[name] = (resolution, expiry);
        order.Enqueue((name, expiry));
        while (order.Count > capacity)
        {
            (DomainName Name, long Expiry) oldest = order.Dequeue();
            if (entries.TryGetValue(oldest.Name, out (Resolution Value, long Expiry) entry) && entry.Expiry == oldest.Expiry)
                entries.Remove(oldest.Name);
        }
    }
}
