using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Linux;
using Relay.Worker.Resolving;
using Relay.Worker.Routing;
using Relay.Worker.Tests.Loops;
using Xunit;

namespace Relay.Worker.Tests.Routing;

public sealed class RouterTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    private static readonly UpstreamRow Proxy = new() { Name = "proxy", Kind = "socks5", Address = "192.0.2.9", Port = 1080 };

    [Fact]
    public async Task A_name_goes_to_the_proxy_that_its_rule_names()
    {
        Route route = await RouteAsync("www.corp.example", [Proxy], [Rule(1) with { Domain = "corp.example", Upstream = "proxy" }]);
        Candidate candidate = route.Candidates.Single!;
        Assert.Equal(("www.corp.example:443", "proxy", 1L), (candidate.Target.ToString(), candidate.Upstream.Name, route.RuleId));
    }

    [Fact]
    public async Task A_defective_direct_upstream_relays_nothing()
    {
        UpstreamRow defective = Proxy with { Name = "direct", Dscp = 64 };
        Route route = await RouteAsync("www.example", [defective], []);
        Assert.Equal((Outcome.Error, true), (route.Outcome, route.Reason!.Contains("dscp", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_rule_for_an_unknown_upstream_relays_nothing()
    {
        Route route = await RouteAsync("www.corp.example", [], [Rule(1) with { Domain = "corp.example", Upstream = "gone" }]);
        Assert.Equal((Outcome.Error, 1L), (route.Outcome, route.RuleId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(64L)]
    public async Task A_broken_onion_rule_lets_nothing_through(long? dscp)
    {
        // Not there, or there and unusable.
        UpstreamRow[] upstreams = dscp is null ? [] : [Proxy with { Name = "tor", Dscp = dscp }];
        Route route = await RouteAsync(
            "x.onion", upstreams, [Rule(1) with { Domain = "onion", Upstream = "tor" }], hosts: new() { ["x.onion"] = ["192.0.2.4"] });
        Assert.Equal((Outcome.Error, 1L), (route.Outcome, route.RuleId));
        Assert.Equal(0, route.Candidates.Count);
    }

    [Theory]
    [InlineData("four.example", null)]
    [InlineData(null, "192.0.2.0/24")]
    public async Task A_block_rule_whose_answer_is_broken_lets_nothing_through(string? domain, string? network)
    {
        Route route = await RouteAsync("four.example", [], [Rule(1) with { Domain = domain, Network = network, Action = "block", Answer = "?" }]);
        Assert.Equal(Outcome.Error, route.Outcome);
        Assert.Equal(0, route.Candidates.Count);
    }

    [Fact]
    public async Task A_blocked_candidate_is_dropped_and_without_another_the_flow_is_blocked()
    {
        RuleRow block = Rule(1) with { Network = "192.0.2.0/24", Action = "block" };
        Route both = await RouteAsync("two.example", [], [block]);
        Assert.True(both.Candidates.TryTake(out RankedCandidate left, out _));
        Assert.Equal(("2606:4700::1", 0), (left.Candidate.Target.Address.ToString(), both.Candidates.Left));
        Route none = await RouteAsync("four.example", [], [block]);
        Assert.Equal((Outcome.Blocked, 1L), (none.Outcome, none.AddressRuleId));
    }

    [Fact]
    public async Task Without_a_rule_it_is_blocked_where_the_setting_says_so()
    {
        Assert.Equal(Outcome.Open, (await RouteAsync("four.example", [], [])).Outcome);
        Assert.Equal(Outcome.Blocked, (await RouteAsync("four.example", [], [], blockUnmatched: true)).Outcome);
        Assert.Equal(Outcome.Open, (await RouteAsync("four.example", [], [Rule(1) with { Network = "192.0.2.0/24" }], blockUnmatched: true)).Outcome);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    public async Task The_own_host_is_forbidden_by_name_too(string address) =>
        Assert.Equal(Outcome.Forbidden, (await RouteAsync("own.example", [], [], hosts: new() { ["own.example"] = [address] })).Outcome);

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    [InlineData("fd00::1")]
    public void What_a_resolver_may_not_return_is_known_in_every_form(string address) =>
        Assert.NotNull(SpecialRanges.NotGlobalRangeOf(NetAddress.Parse(address)));

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, "way", "way")]
    [InlineData("rule", "way", "rule")]
    public async Task The_rule_says_who_is_asked_or_else_its_upstream(string? ofRule, string? ofUpstream, string? asked)
    {
        NameQuestion? question = null;
        _ = await RouteAsync("asked.example", [new UpstreamRow { Name = "line", Kind = "direct", Resolver = ofUpstream }], [Rule(1) with { Upstream = "line", Resolver = ofRule }],
            answer: name =>
            {
                question = name;
                return NameAnswers.Of([], ResolutionSource.Server, name.Wanted);
            });
        Assert.Equal(asked, question!.Value.Asked?.Name);
    }

    [Theory]
    [InlineData("four.example", 0)]
    [InlineData("two.example", 2)]
    public async Task Without_a_choice_nothing_is_ranked(string name, int asked)
    {
        FakeSources sources = new(new Dictionary<NetAddress, SourceAddress>());
        Route route = await RouteAsync(name, [], [], sources: sources);
        Assert.Equal((Outcome.Open, true, asked), (route.Outcome, route.Candidates.IsComplete, sources.Asked));
    }

    private static RuleRow Rule(long id) => new() { Id = id, Action = "relay" };

    private async Task<Route> RouteAsync(
        string name, UpstreamRow[] upstreams, RuleRow[] rules, bool blockUnmatched = false, Dictionary<string, string[]>? hosts = null, Func<NameQuestion, NameAnswers>? answer = null,
        FakeSources? sources = null)
    {
        Dictionary<string, string[]> known = hosts ?? new() { ["two.example"] = ["2606:4700::1", "192.0.2.4"], ["four.example"] = ["192.0.2.4"] };
        HostRow[] rows = [.. known.SelectMany(host => host.Value.Select(address => new HostRow(host.Key, address)))];
        Snapshot snapshot = SnapshotCompiler.Compile(new TableRows([], [], rows, upstreams, rules) { Resolvers = [new("rule", "system", null), new("way", "mdns", null)] }, 1).Snapshot!;
        DomainName domain = DomainName.Parse(name);
        FlowFacts facts = new(domain, 443, NetAddress.Parse("10.1.1.1"), "test", Transport.Tcp, LearntBy.Phantom);
        OwnHostGuard guard = new(LocalAddresses.ReadOnce());
        return await fixture.On(async () =>
        {
            NameAnswers NotAsked(NameQuestion question) => throw new InvalidOperationException($"{question.Name} was to be looked up");
            FakeResolver resolver = new(answer ?? NotAsked);
            return await new Router(fixture.Loop, resolver, FakeSources.Ranking(fixture.Loop, sources), new FixedGuard(guard), blockUnmatched).RouteAsync(new Destination(domain, default, 443, LearntBy.Phantom), facts, snapshot);
        });
    }
}
