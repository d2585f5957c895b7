using CsCheck;
using Relay.Store.Model;
using Xunit;

namespace Relay.Worker.Tests.Routing;

/// <summary>Rules that rewrite into each other, against the plain router.</summary>
public sealed class RewritingPropertyTests
{
    private static readonly string[] Names = ["a.lab", "7.lab", "lab", "a.vm.lab", "7.vm.lab", "vm.lab", "a.corp.test", "7.corp.test", "corp.test", "other.test"];

    private static readonly string[] Addresses = ["198.18.1.7", "198.18.2.7", "203.0.114.7", "2606:4700::7", "2606:4700:1::7", "64:ff9b::808:808", "8.8.8.8"];

    private static readonly UpstreamRow Proxy = new() { Name = "proxy", Kind = "socks5", Address = "203.0.113.9", Port = 1080 };

    private static readonly Gen<string?> AnyDomain = Gen.OneOf<string?>(null, "*", "lab", ".lab", ".vm.lab", "vm.lab", ".corp.test", "corp.test", "=a.lab", "=other.test", "test");

    private static readonly Gen<string?> AnyNetwork = Gen.OneOf<string?>(
        null, null, "198.18.0.0/15", "198.18.1.0/24", "203.0.114.0/24", "2606:4700::/64", "2606:4700:1::/64", "64:ff9b::/96", "8.8.8.8", "0.0.0.0/0");

    // What a row could not do is not among them: FailClosedTests has that.
    private static readonly Gen<(string? Domain, string? Network, string? Address)> AnyWay = Gen.OneOf<(string?, string?, string?)>(
        (null, null, null), (null, null, null), ("{sub}.corp.test", null, null), ("{sub}.lab", null, null), ("{sub}.vm.lab", null, null), ("{sub}", null, null), ("x{sub}.lab", null, null),
        ("a.lab", null, null), ("other.test", null, null), ("vm{host}.lab", null, null), ("{host}.vm.lab", null, null), (null, "198.18.1.0/24", null), (null, "203.0.114.0/24", null),
        (null, "2606:4700::/64", null), (null, "2606:4700:1::/64", null), (null, "64:ff9b::/96", null), (null, "0.0.0.0/0", null), (null, null, "8.8.8.8"), (null, null, "2606:4700::7"));

    private static readonly Gen<RuleRow> AnyRule =
        from domain in AnyDomain
        from network in AnyNetwork
        from way in AnyWay
        from toPort in Gen.OneOf<long?>(null, null, null, null, 80, 443, 8443)
        from ports in Gen.OneOf<string?>(null, null, null, null, "80", "443")
        from client in Gen.OneOf<string?>(null, null, null, "192.0.2.0/24")
        from priority in Gen.Long[-1, 1]
        from upstream in Gen.OneOf<string?>(null, null, null, "proxy", "direct")
        from blocks in Gen.Int[0, 9]
        select new RuleRow
        {
            Id = 0, Priority = priority, Domain = domain, Network = network, Ports = ports, Client = client, Action = blocks == 0 ? "block" : "relay",
            ToDomain = way.Domain, ToNetwork = way.Network, ToAddress = way.Address, ToPort = toPort, Upstream = upstream,
        };

    private static readonly Gen<(string Place, ushort Port, string Client)> AnyFlow = Gen.Select(
        Gen.OneOf([.. Names, .. Addresses]), Gen.OneOf<ushort>(80, 443, 8443), Gen.OneOf("192.0.2.9", "10.0.0.1"), (place, port, client) => (place, port, client));

    [Fact]
    public void A_route_is_that_of_the_plain_router()
    {
        int chained = 0, looped = 0, branched = 0;
        Gen.Select(AnyRule.Array[1, 14], Gen.OneOf(Addresses).Array[1, 3].Array[Names.Length], AnyFlow.Array[12]).Sample((drawn, resolved, flows) =>
        {
            RuleRow[] rules = [.. drawn.Select((rule, i) => rule with { Id = i + 1 }).Where(rule => Compile([rule]) is { Problems: [] })];
            Dictionary<string, string[]> hosts = Names.Zip(resolved).Where(pair => pair.First != "other.test").ToDictionary(pair => pair.First, pair => pair.Second.Distinct().ToArray());
            SearchedRoute search = new() { Rules = rules, Names = hosts, Upstreams = [Proxy] };
            foreach ((string place, ushort port, string client) in flows)
            {
                FoundRoute route = search.Of(place, port, client);
                Assert.Equal(new PlainRouter(rules, hosts).Route(place, port, client), Told(route));
                int longest = route.Candidates.Select(candidate => candidate.Rewrites?.Length ?? 0).Append(0).Max();
                chained += longest > 1 ? 1 : 0;
                branched += longest > 0 && route.Candidates.Count > 1 ? 1 : 0;
                looped += route.Outcome == Outcome.RewriteLoop ? 1 : 0;
            }
        }, iter: 3000);
        Assert.True(chained > 500 && branched > 100 && looped > 500, $"{chained} chains, {branched} with branches, {looped} loops");
    }

    private static CompiledTables Compile(RuleRow[] rules) => SnapshotCompiler.Compile(new TableRows([], [], [], [Proxy], rules), 1);

    private static string Told(FoundRoute route) => route.Outcome == Outcome.Open
        ? string.Join(" | ", route.Candidates.Select(each => $"{(each.Target.HasName ? each.Target.Domain.Value : each.Target.Address)} {each.Target.Port} {each.Upstream.Name} {each.RuleId} {each.AddressRuleId}"))
        : $"{(route.Outcome switch { Outcome.Blocked => "blocked", Outcome.NameNotFound => "name_not_found", Outcome.RewriteLoop => "rewrite_loop", Outcome.Forbidden => "forbidden", _ => $"{route.Outcome}" })} {route.RuleId} {route.AddressRuleId}";
}
