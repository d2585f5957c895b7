using Relay.Store.Answers;
using Relay.Store.Model;
using Relay.Store.Tests.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Answers;

/// <summary>What substitution groups, addresses as names, and rules that rewrite mean for DNS: addresses of the pool, and no others.</summary>
public sealed class SpecialDomainAnswersTests
{
    private static readonly Snapshot Snapshot = SnapshotCompiler.Compile(
        Tables.Empty with
        {
            Pools = [new PoolRow("default", "phantom6", "fd75:7265:6c61:7900::/64", null) { CheckExists = "lab,corp.test,other.test" }],
            Substitutions = [new SubstitutionRow(7, "10.64.0.0/16", null, null)],
            Rules =
            [
                Tables.Rule(1, ".lab") with { ToAddress = "10.0.0.1" }, Tables.Rule(2, "=moved.corp.test", ports: "80") with { ToDomain = "x.test" },
                Tables.Rule(3) with { ToPort = 8080 }, Tables.Rule(4, "other.test") with { ToPort = 8080 }, Tables.Rule(5, "*") with { ToDomain = "{sub}.test" },
            ],
        },
        1).Snapshot!;

    [Theory]
    [InlineData("i-hx-7-5.u-relay.home.arpa", "AAAA", "fd75:7265:6c61:7900:5fe:7:0:5")]
    [InlineData("I-HX-7-0xFFFFFFFF.u-relay.home.arpa", "AAAA", "fd75:7265:6c61:7900:5fe:7:ffff:ffff")]
    [InlineData("i-hx-7-5.u-relay.home.arpa", "A", "NODATA")]
    [InlineData("i-hx-8-5.u-relay.home.arpa", "AAAA", "NXDOMAIN")]
    [InlineData("ip4-192-0-2-1.u-relay.home.arpa", "AAAA", "fd75:7265:6c61:7900:5ff:6464:c000:201")]
    [InlineData("ip4-192-0-2-1.u-relay.home.arpa", "A", "NODATA")]
    [InlineData("ip6-2001-db8--1.u-relay.home.arpa", "AAAA", "WantsPhantom")]
    [InlineData("ip6-2001-db8.u-relay.home.arpa", "AAAA", "NXDOMAIN")]
    [InlineData("www.u-relay.home.arpa", "AAAA", "NXDOMAIN")]
    [InlineData("u-relay.home.arpa", "AAAA", "NODATA")]
    public void Names_of_the_special_domain_lead_into_the_pool(string name, string type, string expected) => Assert.Equal(expected, Ask(name, type));

    [Theory]
    [InlineData("fd75:7265:6c61:7900:5fe:7:0:5", "i-hx-7-5.u-relay.home.arpa")]
    [InlineData("fd75:7265:6c61:7900:5ff:7003:7:5", "i-hx-7-5.u-relay.home.arpa")]
    [InlineData("fd75:7265:6c61:7900:5fe:8:0:5", "NXDOMAIN")]
    [InlineData("fd75:7265:6c61:7900:5ff:7003:8:5", "NXDOMAIN")]
    [InlineData("fd75:7265:6c61:7900:5ff:6464:c000:201", "ip4-192-0-2-1.u-relay.home.arpa")]
    [InlineData("fd75:7265:6c61:7900:5ff:7007:c000:201", "NXDOMAIN")]
    public void Their_addresses_point_back(string address, string expected) =>
        Assert.Equal(expected, Ask(string.Join('.', NetAddress.Parse(address).Value.ToString("x32", null).Reverse()) + ".ip6.arpa", "PTR"));

    /// <summary>Also where the pool has names looked up first (check_exists): what a rule leads elsewhere need not exist. A rule for all names, or for a port alone, makes none exist.</summary>
    [Theory]
    [InlineData("a.lab", "WantsPhantom")]
    [InlineData("lab", "WantsExistence")]
    [InlineData("moved.corp.test", "WantsPhantom")]
    [InlineData("a.moved.corp.test", "WantsExistence")]
    [InlineData("a.other.test", "WantsExistence")]
    public void A_name_that_a_rule_leads_elsewhere_gets_a_phantom_as_any_other(string name, string expected) => Assert.Equal(expected, Ask(name, "AAAA"));

    private static string Ask(string name, string type) => AnswerText.Of(DnsAnswers.Answer(AnswerText.Ask(name, type), Snapshot.PhantomPoolFor("dns"), Snapshot, new MemoryPhantoms()));
}
