using Relay.Store.Model;
using Relay.Worker.Resolving;
using Relay.Worker.Routing;
using Xunit;

namespace Relay.Worker.Tests.Routing;

/// <summary>What chains of rewrites mean for the rest: protection, ways out, the setting for what no rule matches. That they lead right is <see cref="RewritingPropertyTests"/>' matter.</summary>
public sealed class RouteSearchTests
{
    private static readonly UpstreamRow Proxy = new() { Name = "proxy", Kind = "socks5", Address = "203.0.113.9", Port = 1080 };

    private static readonly Dictionary<string, string[]> Names = new() { ["a.test"] = ["2606:4700::1"], ["private.test"] = ["10.0.0.7"], ["two.test"] = ["2606:4700::1", "1.1.1.1"] };

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("192.168.7.5")]
    [InlineData("64:ff9b::c0a8:705")]
    [InlineData("169.254.169.254")]
    public void The_own_host_is_protected_on_the_last_address(string address)
    {
        OwnHostGuard guard = new([NetPrefix.Parse("192.168.7.5"), NetPrefix.Parse("127.0.0.0/8")]);
        RuleRow[] rules = [Rule(1) with { Domain = "=a.test", ToAddress = "198.51.100.7" }, Rule(2) with { Network = "198.51.100.0/24", ToAddress = address }];
        FoundRoute route = new SearchedRoute { Rules = rules, Names = Names, Guard = guard }.Of("a.test");
        Assert.Equal((Outcome.Forbidden, 1L, 2L), (route.Outcome, route.RuleId, route.AddressRuleId));
        Assert.Equal($"rule 1 → 198.51.100.7:443, rule 2 → {new Target(default, NetAddress.Parse(address), 443)}", route.Rewrites?.ToString());

        // What lifts the protection is the rule that is about that address, not the one that leads there.
        RuleRow lifting = Rule(2) with { Network = "198.51.100.0/24", ToAddress = "127.0.0.1", OwnHost = true };
        Assert.Equal(Outcome.Forbidden, new SearchedRoute { Rules = [rules[0], lifting], Names = Names, Guard = guard }.Of("a.test").Outcome);
        RuleRow about = Rule(3) with { Network = "127.0.0.1", OwnHost = true };
        Assert.Equal(["127.0.0.1:443"], Targets(new SearchedRoute { Rules = [rules[0], lifting, about], Names = Names, Guard = guard }.Of("a.test")));
    }

    /// <summary>The same numbers elsewhere are just addresses.</summary>
    [Theory]
    [InlineData("direct", "10.0.0.1", Outcome.Forbidden)]
    [InlineData("direct", "10.0.0.2", Outcome.Open)]
    [InlineData("there", "10.0.0.1", Outcome.Open)]
    [InlineData("there", "10.0.0.2", Outcome.Forbidden)]
    [InlineData("there", "127.0.0.1", Outcome.Forbidden)]
    [InlineData("proxy", "10.0.0.1", Outcome.Forbidden)]
    [InlineData("proxy", "::ffff:127.0.0.1", Outcome.Forbidden)]
    [InlineData("proxy", "10.0.0.2", Outcome.Open)]
    internal void Which_addresses_are_the_host_s_own_is_a_matter_of_the_way_out(string upstream, string address, Outcome outcome)
    {
        SearchedRoute search = new()
        {
            Rules = [Rule(1) with { Network = "::/0", Upstream = upstream }],
            Names = new Dictionary<string, string[]> { ["a.test"] = [address] },
            Upstreams = [Proxy, new() { Name = "there", Kind = "direct", Netns = "lab" }],
            Guard = new([NetPrefix.Parse("10.0.0.1")]),
            Others = [("lab", new([NetPrefix.Parse("10.0.0.2")]))],
        };
        foreach (string place in (string[])[address, "a.test"])
            Assert.Equal((place, outcome), (place, search.Of(place) is { Candidates.Count: 1 } ? Outcome.Open : search.Of(place).Outcome));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.7")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:10.0.0.7")]
    [InlineData("::10.0.0.7")]
    [InlineData("::ffff:0:10.0.0.7")]
    [InlineData("64:ff9b::10.0.0.7")]
    [InlineData("64:ff9b:1:a00:0:708:808:808")]
    [InlineData("2002:a00:7::1")]
    [InlineData("2001:0:808:808:0:fff0:f5ff:fff8")]
    [InlineData("2606:4700::5efe:10.0.0.7")]
    [InlineData("fd00::7")]
    [InlineData("fe80::7")]
    [InlineData("fd75:7265:6c61:7900::1")]
    public void What_a_resolver_may_not_return_is_dropped_and_the_rest_is_dialed(string rebound)
    {
        SearchedRoute search = new() { Rules = [], Names = new Dictionary<string, string[]> { ["a.test"] = [rebound], ["both.test"] = [rebound, "1.1.1.1"] }, Source = ResolutionSource.Server };
        Assert.Equal(Outcome.Forbidden, search.Of("a.test").Outcome);
        Assert.Equal(["1.1.1.1:443"], Targets(search.Of("both.test")));
        // A rule about everything is about no range.
        Assert.Equal(Outcome.Forbidden, (search with { Rules = [Rule(1) with { Network = "::/0" }] }).Of("a.test").Outcome);
    }

    [Fact]
    public void What_a_resolver_returned_is_judged_before_it_is_rewritten()
    {
        RuleRow everything = Rule(1) with { Network = "0.0.0.0/0", ToNetwork = "2001:db8:64::/96" }, own = Rule(2) with { Network = "10.0.0.0/8", ToNetwork = "2001:db8:64::/96" };
        SearchedRoute served = new() { Rules = [everything], Names = Names, Source = ResolutionSource.Server };
        Assert.Equal(Outcome.Forbidden, served.Of("private.test").Outcome);
        Assert.Equal(["[2001:db8:64::a00:7]:443"], Targets((served with { Rules = [everything, own] }).Of("private.test")));
        Assert.Equal(["[2001:db8:64::a00:7]:443"], Targets((served with { Source = ResolutionSource.Host }).Of("private.test")));
    }

    [Fact]
    public void A_way_out_stays_until_a_later_rule_has_its_own()
    {
        RuleRow leading = Rule(1) with { Domain = ".lab", ToDomain = "a.test", Upstream = "proxy" };
        SearchedRoute search = new() { Rules = [leading], Names = Names, Upstreams = [Proxy] };
        Assert.Equal(["a.test:443 by proxy, rule 1"], Told(search.Of("x.lab")));
        Assert.Equal(["a.test:443 by proxy, rule 2"], Told((search with { Rules = [leading, Rule(2) with { Domain = "a.test" }] }).Of("x.lab")));
        Assert.Equal(["[2606:4700::1]:443 by direct, rule 2"], Told((search with { Rules = [leading, Rule(2) with { Domain = "a.test", Upstream = "direct" }] }).Of("x.lab")));
        Assert.Equal(["[2606:4700::1]:443 by proxy, rule 1"], Told((search with { Rules = [leading with { Resolve = "6_weak" }] }).Of("x.lab")));
    }

    [Fact]
    public void A_way_out_of_the_destination_is_that_of_flows_whose_rules_name_none()
    {
        Upstream own = new() { Name = "own", Kind = UpstreamKind.Socks5, Address = "203.0.113.8", Port = 1080 };
        SearchedRoute search = new() { Rules = [], Names = Names, Upstreams = [Proxy] };
        Assert.Equal(["a.test:443 by own, rule "], Told(search.Of("a.test", upstream: own)));
        Assert.Equal(["a.test:443 by proxy, rule 1"], Told((search with { Rules = [Rule(1) with { Upstream = "proxy" }] }).Of("a.test", upstream: own)));
    }

    [Fact]
    public void A_rule_that_led_to_a_destination_has_matched_it()
    {
        SearchedRoute search = new() { Rules = [Rule(1) with { Domain = ".lab", ToDomain = "a.test" }], Names = Names, BlockUnmatched = true };
        Assert.Equal(["[2606:4700::1]:443"], Targets(search.Of("x.lab")));
        Assert.Equal(Outcome.Blocked, search.Of("a.test").Outcome);
    }

    [Fact]
    public void Eight_rewrites_are_made_and_nine_are_not()
    {
        RuleRow[] rules = [.. Enumerable.Range(1, 9).Select(n => Rule(n) with { Domain = $"=n{n}.test", ToDomain = $"n{n + 1}.test" })];
        SearchedRoute search = new() { Rules = rules, Names = new Dictionary<string, string[]> { ["n10.test"] = ["1.1.1.1"] } };
        Assert.Equal(["1.1.1.1:443"], Targets(search.Of("n2.test")));
        FoundRoute route = search.Of("n1.test");
        Assert.Equal((Outcome.RewriteLoop, "rule 9 would be one rewrite more than the 8 there may be"), (route.Outcome, route.Reason));
    }

    [Fact]
    public void A_circle_is_told_with_its_chain_and_what_changes_nothing_is_none()
    {
        RuleRow[] circle = [Rule(1) with { Domain = "=a.test", ToDomain = "b.test" }, Rule(2) with { Domain = "=b.test", ToDomain = "a.test" }];
        FoundRoute route = new SearchedRoute { Rules = circle, Names = Names }.Of("a.test");
        Assert.Equal((Outcome.RewriteLoop, "rule 2 leads back to a.test:443", "rule 1 → b.test:443, rule 2 → a.test:443"), (route.Outcome, route.Reason, route.Rewrites?.ToString()));
        FoundRoute same = new SearchedRoute { Rules = [Rule(1) with { Domain = "a.test", ToDomain = "a.test", ToPort = 443 }], Names = Names }.Of("a.test");
        Assert.Equal((null, "[2606:4700::1]:443"), (same.Candidates[0].Rewrites, Targets(same)[0]));
    }

    [Fact]
    public void Addresses_that_become_one_are_dialed_once_and_one_that_becomes_a_name_has_its_addresses_in_its_place()
    {
        SearchedRoute search = new() { Rules = [Rule(1) with { Network = "::/0", ToAddress = "9.9.9.9" }], Names = Names };
        Assert.Equal(["9.9.9.9:443"], Targets(search.Of("two.test")));
        search = search with { Rules = [Rule(1) with { Network = "2606:4700::1", ToDomain = "many.test" }], Names = new Dictionary<string, string[]>(Names) { ["many.test"] = ["2606:4700::8", "8.8.8.8"] } };
        Assert.Equal(["[2606:4700::8]:443", "8.8.8.8:443", "1.1.1.1:443"], Targets(search.Of("two.test")));
        Assert.Equal(["many.test", null], search.Of("two.test").Candidates.Skip(1).Select(candidate => candidate.Rewrites?.LastName.Value));
    }

    private static RuleRow Rule(long id) => new() { Id = id, Action = "relay" };

    private static string[] Targets(FoundRoute route) => [.. route.Candidates.Select(candidate => candidate.Target.ToString())];

    private static string[] Told(FoundRoute route) => [.. route.Candidates.Select(candidate => $"{candidate.Target} by {candidate.Upstream.Name}, rule {candidate.RuleId}")];
}
