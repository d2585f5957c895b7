using System.IO.Hashing;
using System.Runtime.InteropServices;
using Relay.Store.Model;

namespace Relay.Worker.Dialing;

/// <summary>In which order the members of a group are tried for a flow: those that are well by the group's choice, then the others.</summary>
internal static class GroupOrder
{
    public static IEnumerable<Upstream> Sort(Upstream group, in FlowOrigin origin, in DialTarget target, UpstreamHealth health, long now)
    {
        IEnumerable<Upstream> chosen = group.Choice == GroupChoice.Weight
            ? ByWeight(group.Members, HashOf(origin.Client, target))
            : group.Members.Select(member => member.Upstream);
        return chosen.OrderBy(upstream => health.IsAvoided(upstream, now));
    }

    /// <summary>
    /// Weighted rendezvous hashing: each member has a score for the flow, and a member that comes or goes moves only the flows that are its own
    /// (Thaler and Ravishankar 1998; the logarithm makes shares of the weights).
    /// </summary>
    private static IEnumerable<Upstream> ByWeight(IReadOnlyList<GroupMember> members, ulong flow) =>
        members.OrderBy(member => -Math.Log(Fraction(flow, member.Upstream.Name)) / member.Weight).Select(member => member.Upstream);

    private static double Fraction(ulong flow, string name) =>
        ((XxHash3.HashToUInt64(MemoryMarshal.AsBytes(name.AsSpan()), (long)flow) >> 11) + 0.5) / (1UL << 53);

    /// <summary>The port is left out: what a client has with a site goes by one way.</summary>
    private static ulong HashOf(NetAddress client, in DialTarget target)
    {
        Span<byte> addresses = stackalloc byte[32];
        client.WriteBytes(addresses);
        target.Address.WriteBytes(addresses[16..]);
        ulong hash = XxHash3.HashToUInt64(addresses);
        return target.HasName ? XxHash3.HashToUInt64(MemoryMarshal.AsBytes(target.Domain.Value.AsSpan()), (long)hash) : hash;
    }
}
