using CsCheck;
using Relay.Store.Model;

namespace Relay.Store.Tests.Model;

/// <summary>
/// sql.md section 3 written down plainly: filter all rules, sort by the order of the words, take the first. With rules and flows that meet each other.
/// </summary>
internal static class PlainSearch
{
    private static readonly Gen<string?> Domain = Gen.OneOf<string?>(
        null, "*", "test", ".test", "=test", "b.test", ".b.test", "=b.test", "a.b.test", "=a.b.test", "x.b.test", "c.test", "bb.test", "regex:^a", "regex:b", "onion", "=x.onion", "noonion");

    private static readonly Gen<string?> Network = Gen.OneOf<string?>(
        null, null, "::/0", "0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3", "10.2.0.0/16", "fd00::/8", "fd00::/64", "fd00::1");

    public static readonly Gen<RuleRow> AnyRule =
        from domain in Domain
        from network in Network
        from priority in Gen.Long[-1, 1]
        from ports in Gen.OneOf<string?>(null, null, null, "443", "80,400-500")
        from client in Gen.OneOf<string?>(null, null, null, "10.0.0.0/8", "::/0", "fd00::1")
        from listener in Gen.OneOf<string?>(null, null, null, "lan")
        from transport in Gen.OneOf<string?>(null, null, null, "udp", "tcp")
        from learntBy in Gen.OneOf<string?>(null, null, null, "sni", "socks_name")
        select Tables.Rule(0, domain, network, "relay", priority, ports, client, listener, transport, learntBy);

    public static readonly Gen<FlowFacts> AnyFlow =
        from domain in Gen.OneOf<string?>(null, "test", "b.test", "a.b.test", "x.y.b.test", "bb.test", "other", "x.onion")
        from port in Gen.OneOf<ushort>(80, 443, 444, 22)
        from client in Gen.OneOf("10.0.0.1", "192.0.2.1", "fd00::1")
        from listener in Gen.OneOf("lan", "wan")
        from transport in Gen.Enum<Transport>()
        from learntBy in Gen.OneOf(LearntBy.Sni, LearntBy.SocksName, LearntBy.Phantom)
        select Tables.Flow(domain, port, client, listener, transport, learntBy);

    public static readonly Gen<NetAddress> AnyAddress = Gen
        .OneOf("10.1.2.3", "10.1.2.4", "10.1.3.3", "10.2.0.0", "10.255.255.255", "192.0.2.1", "fd00::1", "fd00:0:0:1::", "2001:db8::", "::")
        .Select(NetAddress.Parse);

    public static long? Winner(IReadOnlyCollection<RuleRow> rows, FlowFacts flow, NetAddress? candidate) =>
        Matching(rows, flow, candidate).Select(id => (long?)id).FirstOrDefault();

    /// <summary>The ids of all that match, the winner first.</summary>
    public static IEnumerable<long> Matching(IReadOnlyCollection<RuleRow> rows, FlowFacts flow, NetAddress? candidate) => rows
        .Where(row => row.Network is null == candidate is null)
        .Where(row => candidate is not { } address || NetPrefix.Parse(row.Network!).Contains(address))
        .Where(row => Conditions.All(condition => Holds(condition, row, flow)))
        .OrderByDescending(row => row.Priority)
        .ThenByDescending(row => row.Network is null ? 0 : NetPrefix.Parse(row.Network).Length)
        .ThenBy(row => FormOf(row.Domain))
        .ThenByDescending(row => row.Domain?.Split('.', StringSplitOptions.RemoveEmptyEntries).Length)
        .ThenByDescending(row => new[] { row.Domain, row.Network, row.Ports, row.Client, row.Listener, row.Transport, row.LearntBy }.Count(text => text is not null))
        .ThenBy(row => row.Id)
        .Select(row => row.Id);

    private static readonly RuleCondition[] Conditions =
        [RuleCondition.Domain, RuleCondition.Ports, RuleCondition.Client, RuleCondition.Listener, RuleCondition.Transport, RuleCondition.LearntBy];

    public static bool Holds(RuleCondition condition, RuleRow row, FlowFacts flow) => condition switch
    {
        RuleCondition.Domain => row.Domain is null || (flow.Domain.Value is { } name && DomainHolds(row.Domain, name)),
        RuleCondition.Ports => row.Ports is null || PortHolds(row.Ports, flow.Port),
        RuleCondition.Client => row.Client is null || NetPrefix.Parse(row.Client).Contains(flow.Client),
        RuleCondition.Listener => row.Listener is null || row.Listener == flow.Listener,
        RuleCondition.Transport => row.Transport is null || row.Transport == (flow.Transport == Transport.Tcp ? "tcp" : "udp"),
        RuleCondition.LearntBy => row.LearntBy is null || (row.LearntBy == "sni" ? flow.LearntBy == LearntBy.Sni : flow.LearntBy == LearntBy.SocksName),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
    };

    private static int FormOf(string? domain) => domain switch
    {
        null => 5,
        "*" => 4,
        ['r', 'e', 'g', 'e', 'x', ':', ..] => 3,
        ['.', ..] => 1,
        ['=', ..] => 0,
        _ => 2,
    };

    private static bool DomainHolds(string condition, string name) => condition switch
    {
        "*" => true,
        "regex:^a" => name.StartsWith('a'),
        "regex:b" => name.Contains('b'),
        ['.', ..] => name.EndsWith(condition, StringComparison.Ordinal),
        ['=', ..] => name == condition[1..],
        _ => name == condition || name.EndsWith("." + condition, StringComparison.Ordinal),
    };

    private static bool PortHolds(string condition, ushort port) =>
        condition == "443" ? port == 443 : port == 80 || (port >= 400 && port <= 500);
}
