using Relay.Store.Model;
using Xunit;
using static Relay.Store.Tests.Model.Tables;

namespace Relay.Store.Tests.Model;

/// <summary>What one rule makes of one destination. <c>RewritingPropertyTests</c> of the worker has chains of rules.</summary>
public sealed class RewriteTests
{
    [Theory]
    // Names to names.
    [InlineData(".lab", "{sub}.corp.example.net", "a.lab", "a.corp.example.net")]
    [InlineData(".lab", "{sub}.corp.example.net", "a.b.lab", "a.b.corp.example.net")]
    [InlineData("lab", "{sub}.corp.example.net", "lab", "corp.example.net")]
    [InlineData("lab", "x.{sub}.corp.example.net", "lab", "x.corp.example.net")]
    [InlineData("lab", "x{sub}.corp.example.net", "lab", "x.corp.example.net")]
    [InlineData("lab", "www.{sub}", "lab", null)]
    [InlineData("*", "{sub}.proxied.test", "a.lab", "a.lab.proxied.test")]
    [InlineData("regex:^a", "{sub}.proxied.test", "a.lab", "a.lab.proxied.test")]
    [InlineData("=a.lab", "b.test", "a.lab", "b.test")]
    [InlineData(null, "b.test", "a.lab", "b.test")]
    [InlineData(".lab", "{sub}", "7.lab", null)]
    [InlineData(".lab", "{sub}-{sub}.test", "a.lab", "a-a.test")]
    public void Names_become_names(string? domain, string template, string from, string? to) => AssertBecomes(to, Rule(1, domain) with { ToDomain = template }, from);

    [Theory]
    [InlineData("fd00:1::/64", "5.vm.lab", "fd00:1::5")]
    [InlineData("fd00:1::/64", "18446744073709551615.vm.lab", "fd00:1::ffff:ffff:ffff:ffff")]
    [InlineData("fd00:1::/64", "18446744073709551616.vm.lab", null)]
    [InlineData("fd00:1::/64", "0xff.vm.lab", "fd00:1::ff")]
    [InlineData("fd00:1::/64", "0x.vm.lab", null)]
    [InlineData("fd00:1::/64", "-1.vm.lab", null)]
    [InlineData("fd00:1::/64", "a.vm.lab", null)]
    [InlineData("fd00:1::/64", "5.5.vm.lab", null)]
    [InlineData("fd00:1::/64", "ip6-fd00-1--9.vm.lab", "fd00:1::9")]
    [InlineData("fd00:1::/64", "ip6-fd00-2--9.vm.lab", null)]
    [InlineData("10.64.0.0/16", "5.vm.lab", "10.64.0.5")]
    [InlineData("10.64.0.0/16", "65536.vm.lab", null)]
    [InlineData("10.64.0.0/16", "ip4-10-64-1-2.vm.lab", "10.64.1.2")]
    [InlineData("10.64.0.0/16", "ip4-10-65-1-2.vm.lab", null)]
    [InlineData("::/0", "ip4-192-0-2-1.vm.lab", "192.0.2.1")]
    [InlineData("192.0.2.7/32", "0.vm.lab", "192.0.2.7")]
    [InlineData("192.0.2.7/32", "1.vm.lab", null)]
    public void Names_become_addresses(string network, string from, string? to) => AssertBecomes(to, Rule(1, ".vm.lab") with { ToNetwork = network }, from);

    [Theory]
    // The CLAT of 464XLAT, the PLAT, and 1:1.
    [InlineData("10.0.0.0/8", "fd00:64::/96", "10.1.2.3", "fd00:64::a01:203")]
    [InlineData("10.1.0.0/16", "2001:db8:122::/48", "10.1.2.33", "2001:db8:122:a01:2:2100::")]
    [InlineData("64:ff9b::/96", "0.0.0.0/0", "64:ff9b::c000:201", "192.0.2.1")]
    [InlineData("2001:db8:122::/48", "0.0.0.0/0", "2001:db8:122:c000:2:2100::", "192.0.2.33")]
    [InlineData("2001:db8:122::/48", "0.0.0.0/0", "2001:db8:122:c000:102:2100::", null)]
    [InlineData("198.51.100.0/24", "203.0.113.0/24", "198.51.100.7", "203.0.113.7")]
    [InlineData("198.51.100.0/24", "10.0.0.0/8", "198.51.100.7", "10.0.0.7")]
    [InlineData("2001:db8:1::/48", "2001:db8:2::/48", "2001:db8:1:2::3", "2001:db8:2:2::3")]
    [InlineData("2001:db8:1:ffe0::/59", "2001:db8:2:20::/59", "2001:db8:1:ffe5::3", "2001:db8:2:25::3")]
    [InlineData("192.0.2.0/24", "fd00::7700/120", "192.0.2.7", "fd00::7707")]
    [InlineData("fd00::7700/120", "192.0.2.0/24", "fd00::7707", "192.0.2.7")]
    [InlineData("64:ff9b::a00:0/104", "10.0.0.0/8", "64:ff9b::a01:203", "10.1.2.3")]
    [InlineData("192.0.2.7", "fd00::7/128", "192.0.2.7", "fd00::7")]
    public void Addresses_become_addresses(string network, string toNetwork, string from, string? to) => AssertBecomes(to, Rule(1, null, network) with { ToNetwork = toNetwork }, from);

    [Theory]
    [InlineData("10.64.0.0/16", "vm{host}.srv.example.org", "10.64.1.2", "vm258.srv.example.org")]
    [InlineData("10.64.0.0/16", "{address}.srv.example.org", "10.64.1.2", "ip4-10-64-1-2.srv.example.org")]
    [InlineData("fd00::/64", "vm{host}.srv.example.org", "fd00::ffff:ffff:ffff:ffff", "vm18446744073709551615.srv.example.org")]
    [InlineData("2001:db8::/32", "{address}.srv.example.org", "2001:db8::7", "ip6-2001-db8--7.srv.example.org")]
    [InlineData("192.0.2.7", "printer.example.org", "192.0.2.7", "printer.example.org")]
    public void Addresses_become_names(string network, string template, string from, string to) => AssertBecomes(to, Rule(1, null, network) with { ToDomain = template }, from);

    [Fact]
    public void An_address_rule_knows_the_name_that_led_to_the_address()
    {
        Verdict verdict = Good(Rule(1, ".lab", "10.0.0.0/8") with { ToDomain = "{sub}.{host}.test" }).MatchAddress(Flow("a.b.lab"), NetAddress.Parse("10.0.0.7"));
        Assert.True(verdict.TryRewrite(Flow("a.b.lab"), new Target(default, NetAddress.Parse("10.0.0.7"), 443), out Target to, out _));
        Assert.Equal("a.b.7.test:443", to.ToString());
    }

    [Fact]
    public void A_port_goes_with_anything_or_alone()
    {
        AssertBecomes("a.lab:8443", Rule(1, "lab") with { ToPort = 8443 }, "a.lab");
        AssertBecomes("[2001:db8::7]:8443", Rule(1, "lab") with { ToAddress = "2001:db8::7", ToPort = 8443 }, "a.lab");
        AssertBecomes("192.0.2.7:8443", Rule(1, null, "192.0.2.0/24") with { ToPort = 8443 }, "192.0.2.7");
        AssertBecomes("192.0.2.9:443", Rule(1, null, "192.0.2.0/24") with { ToAddress = "192.0.2.9" }, "192.0.2.7");
    }

    [Fact]
    public void A_name_that_would_be_too_long_is_none()
    {
        string label = new('a', 63), sub = $"{label}.{label}.{label}";
        AssertBecomes($"{sub}.{new string('b', 61)}", Rule(1, ".lab") with { ToDomain = $"{{sub}}.{new string('b', 61)}" }, $"{sub}.lab");
        AssertBecomes(null, Rule(1, ".lab") with { ToDomain = $"{{sub}}.{new string('b', 62)}" }, $"{sub}.lab");
        AssertBecomes(null, Rule(1, ".lab") with { ToDomain = "b{sub}.test" }, $"{label}.lab");
    }

    /// <summary>The audit takes whole names out of an error where it is to know none; a label alone it would not find.</summary>
    [Theory]
    [InlineData("fd00:1::/64", null)]
    [InlineData(null, "{sub}")]
    public void A_fault_quotes_no_part_of_a_name(string? network, string? template)
    {
        string name = template is null ? "secretlabel.lab" : "secretlabel.77.lab";
        Verdict verdict = Good(Rule(1, ".lab") with { ToNetwork = network, ToDomain = template }).MatchName(Flow(name));
        Assert.False(verdict.TryRewrite(Flow(name), new Target(DomainName.Parse(name), default, 443), out _, out string? fault));
        Assert.DoesNotContain("secretlabel", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_do_the_same_share_what_they_do()
    {
        RuleSet rules = Good(Rule(1, ".a.test") with { ToDomain = "{sub}.c.test" }, Rule(2, ".b.test") with { ToDomain = "{sub}.c.test" }, Rule(3, null, "192.0.2.0/24") with { ToAddress = "192.0.2.1" }, Rule(4, null, "10.0.0.0/8") with { ToAddress = "192.0.2.1" });
        Assert.Same(rules.MatchName(Flow("x.a.test")).Rewrite, rules.MatchName(Flow("x.b.test")).Rewrite);
        Assert.Same(rules.MatchAddress(Flow(null), NetAddress.Parse("192.0.2.7")).Rewrite, rules.MatchAddress(Flow(null), NetAddress.Parse("10.0.0.7")).Rewrite);
    }

    /// <param name="expected">The name or address, with or without the port; null: nothing is made, and it is said why.</param>
    /// <param name="rule">The only one.</param>
    /// <param name="from">What it is applied to, port 443.</param>
    private static void AssertBecomes(string? expected, RuleRow rule, string from)
    {
        bool isAddress = NetAddress.TryParse(from, out NetAddress address);
        FlowFacts facts = Flow(isAddress ? null : from);
        RuleSet rules = Good(rule);
        Verdict verdict = isAddress ? rules.MatchAddress(facts, address) : rules.MatchName(facts);
        bool made = verdict.TryRewrite(facts, new Target(facts.Domain, address, 443), out Target to, out string? fault);
        Assert.Equal(expected is null, fault is not null);
        if (made)
            Assert.Contains(expected, (string[])[to.ToString(), to.HasName ? to.Domain.Value : to.Address.ToString()]);
        else
            Assert.DoesNotContain(fault!, char.IsControl);
    }
}
