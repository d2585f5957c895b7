using Relay.Store.Model;
using Xunit;
using static Relay.Store.Tests.Model.Tables;

namespace Relay.Store.Tests.Model;

public sealed class RuleConditionTests
{
    [Theory]
    [InlineData("example.com", "example.com", true)]
    [InlineData("example.com", "www.example.com", true)]
    [InlineData("example.com", "badexample.com", false)]
    [InlineData("example.com", "com", false)]
    [InlineData("example.com", "example.com.test", false)]
    [InlineData(".example.com", "example.com", false)]
    [InlineData(".example.com", "a.b.example.com", true)]
    [InlineData("=example.com", "example.com", true)]
    [InlineData("=example.com", "www.example.com", false)]
    [InlineData("com", "example.com", true)]
    [InlineData("*", "anything.test", true)]
    [InlineData("*", null, false)]
    [InlineData("example.com", null, false)]
    [InlineData("regex:^ads?[0-9]*\\.", "ad17.example.com", true)]
    [InlineData("regex:^ads?[0-9]*\\.", "bad17.example.com", false)]
    [InlineData("regex:.*", null, false)]
    [InlineData(null, "example.com", true)]
    [InlineData(null, null, true)]
    public void Domain(string? condition, string? asked, bool holds)
    {
        RuleSet name = Good(Rule(1, domain: condition));
        Assert.Equal(holds ? 1 : null, name.MatchName(Flow(asked)).RuleId);

        RuleSet address = Good(Rule(1, domain: condition, network: "::/0"));
        Assert.Equal(holds ? 1 : null, address.MatchAddress(Flow(asked), NetAddress.Parse("192.0.2.1")).RuleId);
    }

    [Theory]
    [InlineData("443", 443, true)]
    [InlineData("443", 80, false)]
    [InlineData("80,8000-8999", 8000, true)]
    [InlineData("80,8000-8999", 8999, true)]
    [InlineData("80,8000-8999", 9000, false)]
    [InlineData("1-65535", 65535, true)]
    public void Ports(string condition, ushort port, bool holds) =>
        Assert.Equal(holds ? 1 : null, Good(Rule(1, ports: condition)).MatchName(Flow("a.test", port: port)).RuleId);

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("fd00::/8", "10.0.0.1", false)]
    [InlineData("fd00::1", "fd00::1", true)]
    public void Client(string condition, string client, bool holds) =>
        Assert.Equal(holds ? 1 : null, Good(Rule(1, client: condition)).MatchName(Flow("a.test", client: client)).RuleId);

    [Theory]
    [InlineData("lan", true)]
    [InlineData("LAN", false)]
    public void Listener(string condition, bool holds) =>
        Assert.Equal(holds ? 1 : null, Good(Rule(1, listener: condition)).MatchName(Flow("a.test", listener: "lan")).RuleId);

    [Theory]
    [InlineData("udp", Transport.Udp, true)]
    [InlineData("udp", Transport.Tcp, false)]
    [InlineData("tcp", Transport.Tcp, true)]
    public void Of_transport(string condition, Transport transport, bool holds) =>
        Assert.Equal(holds ? 1 : null, Good(Rule(1, transport: condition)).MatchName(Flow("a.test", transport: transport)).RuleId);

    [Theory]
    [InlineData("phantom", LearntBy.Phantom)]
    [InlineData("static", LearntBy.Static)]
    [InlineData("substitution", LearntBy.Substitution)]
    [InlineData("nat64", LearntBy.Nat64)]
    [InlineData("window", LearntBy.Window)]
    [InlineData("literal", LearntBy.Literal)]
    [InlineData("socks_name", LearntBy.SocksName)]
    [InlineData("socks_address", LearntBy.SocksAddress)]
    [InlineData("http", LearntBy.Http)]
    [InlineData("sni", LearntBy.Sni)]
    [InlineData("host", LearntBy.Host)]
    [InlineData("proxy", LearntBy.Proxy)]
    public void Of_how_it_was_learnt(string condition, LearntBy learntBy)
    {
        RuleSet rules = Good(Rule(1, learntBy: condition));
        foreach (LearntBy other in Enum.GetValues<LearntBy>())
            Assert.Equal(other == learntBy ? 1 : null, rules.MatchName(Flow("a.test", learntBy: other)).RuleId);
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.7", true)]
    [InlineData("192.0.2.0/24", "192.0.3.7", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "192.0.2.7", true)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::", true)]
    public void Network(string condition, string candidate, bool holds)
    {
        Verdict verdict = Good(Rule(1, network: condition)).MatchAddress(Flow("a.test"), NetAddress.Parse(candidate));
        Assert.Equal(holds ? 1 : null, verdict.RuleId);
        Assert.Equal(holds ? NetPrefix.Parse(condition) : null, verdict.Network);
    }

    [Fact]
    public void All_conditions_must_hold()
    {
        RuleSet rules = Good(Rule(1, "a.test", null, "block", 0, "443", "10.0.0.0/8", "lan", "tcp", "phantom"));
        Assert.Equal(new Verdict(VerdictKind.Block, 1), rules.MatchName(Flow("a.test")));
        Assert.Equal(default, rules.MatchName(Flow("b.test")));
        Assert.Equal(default, rules.MatchName(Flow("a.test", port: 80)));
        Assert.Equal(default, rules.MatchName(Flow("a.test", client: "192.0.2.1")));
        Assert.Equal(default, rules.MatchName(Flow("a.test", listener: "other")));
        Assert.Equal(default, rules.MatchName(Flow("a.test", transport: Transport.Udp)));
        Assert.Equal(default, rules.MatchName(Flow("a.test", learntBy: LearntBy.Sni)));
    }

    [Fact]
    public void Each_rule_is_of_one_stage()
    {
        RuleSet rules = Good(Rule(1, domain: "*"), Rule(2, network: "::/0"));
        Assert.Equal(1, rules.MatchName(Flow("a.test")).RuleId);
        Assert.Equal(2, rules.MatchAddress(Flow("a.test"), NetAddress.Parse("::1")).RuleId);
    }

    [Fact]
    public void No_rules_match_nothing()
    {
        Assert.Equal(default, RuleSet.Empty.MatchName(Flow("a.test")));
        Assert.Equal(default, RuleSet.Empty.MatchAddress(Flow(null), NetAddress.Parse("::1")));
        Assert.Null(RuleSet.Empty.BlockAnswerFor(DomainName.Parse("a.test")));
    }
}
