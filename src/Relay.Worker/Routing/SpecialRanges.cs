using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>Address ranges with a meaning of their own (IANA IPv4 and IPv6 Special-Purpose Address Registries).</summary>
internal static class SpecialRanges
{
    /// <summary>Never another host: unspecified, loopback, link-local, multicast, broadcast; and the clouds' metadata services.</summary>
    private static readonly NetPrefix[] NeverDialed = Parse(
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255",
        "::/128", "::1/128", "fe80::/10", "ff00::/8", "fd00:ec2::254/128");

    /// <summary>Not globally reachable: no public name has business there.</summary>
    private static readonly NetPrefix[] NotGlobal = Parse(
        "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "240.0.0.0/4",
        "100::/64", "2001::/32", "2001:2::/48", "2001:db8::/32", "3fff::/20", "5f00::/16", "64:ff9b:1::/48", "fc00::/7", "fec0::/10");

    /// <summary>The range that makes an address one that is never dialed, or null.</summary>
    public static NetPrefix? NeverDialedRangeOf(NetAddress address) => RangeOf(NeverDialed, address);

    /// <summary>The range that makes an address, or one that it carries, one that no resolver may return; or null.</summary>
    public static NetPrefix? NotGlobalRangeOf(NetAddress address)
    {
        NetPrefix? range = RangeOf(NotGlobal, address);
        if (range is not null || address.IsIPv4)
            return range;
        foreach (NetAddress carried in CarriedAddresses.Of(address))
            range ??= RangeOf(NotGlobal, carried);
        return range;
    }

    private static NetPrefix? RangeOf(NetPrefix[] ranges, NetAddress address)
    {
        foreach (NetPrefix range in ranges)
        {
            if (range.Contains(address))
                return range;
        }
        return null;
    }

    private static NetPrefix[] Parse(params string[] ranges) => [.. ranges.Select(NetPrefix.Parse)];
}
