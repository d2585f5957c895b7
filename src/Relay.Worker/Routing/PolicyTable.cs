using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>The default policy table of RFC 6724 section 2.1, and the scopes of section 3.1.</summary>
internal static class PolicyTable
{
    private static readonly (NetPrefix Prefix, int Precedence, int Label)[] Policies =
    [
        (NetPrefix.Parse("::1/128"), 50, 0),
        (NetPrefix.Parse("::ffff:0:0/96"), 35, 4),
        (NetPrefix.Parse("2002::/16"), 30, 2),
        (NetPrefix.Parse("2001::/32"), 5, 5),
        (NetPrefix.Parse("fc00::/7"), 3, 13),
        (NetPrefix.Parse("fec0::/10"), 1, 11),
        (NetPrefix.Parse("3ffe::/16"), 1, 12),
        // Mapped addresses, IPv4 here, are none of these.
        (NetPrefix.Parse("::/96"), 1, 3),
        (NetPrefix.Parse("::/0"), 40, 1),
    ];

    private static readonly NetPrefix LinkLocal6 = NetPrefix.Parse("fe80::/10"), SiteLocal6 = NetPrefix.Parse("fec0::/10"), Loopback6 = NetPrefix.Parse("::1/128");

    private static readonly NetPrefix LinkLocal4 = NetPrefix.Parse("169.254.0.0/16"), Loopback4 = NetPrefix.Parse("127.0.0.0/8");

    public static (int Precedence, int Label) PolicyOf(NetAddress address)
    {
        foreach ((NetPrefix prefix, int precedence, int label) in Policies)
        {
            if (prefix.Contains(address))
                return (precedence, label);
        }
        return default;
    }

    /// <summary>As multicast addresses number them: RFC 4291 section 2.7. No multicast address is dialed.</summary>
    public static int ScopeOf(NetAddress address) =>
        LinkLocal6.Contains(address) || Loopback6.Contains(address) || LinkLocal4.Contains(address) || Loopback4.Contains(address) ? 2
        : SiteLocal6.Contains(address) ? 5
        : 14;
}
