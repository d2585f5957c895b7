using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>
/// Protects the relay's own host (design section 6): decides on the exact address of each attempt, after all rewriting. Immutable; replaced when the
/// host's addresses change.
/// </summary>
internal sealed class OwnHostGuard(IReadOnlyList<NetPrefix> local)
{
    /// <summary>The range that forbids <paramref name="address"/>, or null. An address rule with <c>own_host</c> lifts it where its network lies inside that range.</summary>
    public NetPrefix? ForbiddenRangeOf(NetAddress address, Snapshot snapshot, in Verdict verdict)
    {
        NetPrefix? range = RangeOf(address, snapshot);
        return range is { } forbidden && verdict is { OwnHost: true, Network: { } lifted } && forbidden.Contains(lifted) ? null : range;
    }

    private NetPrefix? RangeOf(NetAddress address, Snapshot snapshot)
    {
        if (SpecialRanges.NeverDialedRangeOf(address) is { } range)
            return range;
        foreach (NetPrefix own in local)
        {
            if (own.Contains(address))
                return own;
        }
        if (snapshot.PoolOf(address) is { } pool)
            return pool.Prefix;
        return SpecialRanges.EmbeddedIPv4(address) is { } inner ? RangeOf(inner, snapshot) : null;
    }
}
