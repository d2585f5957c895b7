using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>In which order the addresses of a name are tried.</summary>
internal static class AddressOrder
{
    /// <summary>The families alternate, the preferred one first (RFC 8305 section 4); the <c>strong</c> modes try all of one family first, the <c>only</c> modes no other.</summary>
    public static IReadOnlyList<NetAddress> Sort(IReadOnlyList<NetAddress> addresses, ResolveMode mode)
    {
        bool prefersFour = mode is ResolveMode.FourWeak or ResolveMode.FourStrong or ResolveMode.FourOnly;
        NetAddress[] first = [.. addresses.Where(address => address.IsIPv4 == prefersFour)];
        NetAddress[] second = [.. addresses.Where(address => address.IsIPv4 != prefersFour)];
        return mode switch
        {
            ResolveMode.SixOnly or ResolveMode.FourOnly => first,
            ResolveMode.SixStrong or ResolveMode.FourStrong => [.. first, .. second],
            _ => Interleave(first, second),
        };
    }

    private static List<NetAddress> Interleave(NetAddress[] first, NetAddress[] second)
    {
        List<NetAddress> order = new(first.Length + second.Length);
        for (int i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            if (i < first.Length)
                order.Add(first[i]);
            if (i < second.Length)
                order.Add(second[i]);
        }
        return order;
    }
}
