using Relay.Store.Model;
using Relay.Store.Model.Rewrites;

namespace Relay.Worker.Routing;

/// <summary>
/// Protects the relay's own host (design section 6): decides on the exact address of each attempt, after all rewriting. Immutable; replaced when the
/// host's addresses change.
/// </summary>
/// <param name="local">What the namespace that dials takes for its own.</param>
internal sealed class OwnHostGuard(IReadOnlyList<NetPrefix> local)
{
    private readonly IReadOnlyList<NetPrefix> local = local;

    /// <summary>Forbids what either does.</summary>
    public OwnHostGuard And(OwnHostGuard other) => new([.. local, .. other.local]);

    /// <summary>
    /// The range that forbids <paramref name="address"/>, or null. An address rule with <c>own_host</c> lifts it where its network lies inside that range. Where an IPv4
    /// address that another carries is forbidden, no rule is about it.
    /// </summary>
    public NetPrefix? ForbiddenRangeOf(NetAddress address, Snapshot snapshot, in Verdict verdict)
    {
        if (OwnRangeOf(address) is { } own)
            return IsLifted(own, verdict) ? null : own;
        if (address.IsIPv4)
            return null;
        Pool? pool = snapshot.PoolOf(address);
        if (pool is not null && !IsLifted(pool.Prefix, verdict))
            return pool.Prefix;
        NetPrefix? range = pool is { Kind: PoolKind.Nat64 } ? OwnRangeOf(Rfc6052.Extract(pool.Prefix.Length, address)) : null;
        foreach (NetAddress carried in CarriedAddresses.Of(address))
            range ??= OwnRangeOf(carried);
        return range;
    }

    private static bool IsLifted(NetPrefix range, in Verdict verdict) => verdict is { OwnHost: true, Network: { } network } && range.Contains(network);

    private NetPrefix? OwnRangeOf(NetAddress address)
    {
        if (SpecialRanges.NeverDialedRangeOf(address) is { } range)
            return range;
        foreach (NetPrefix own in local)
        {
            if (own.Contains(address))
                return own;
        }
        return null;
    }
}
