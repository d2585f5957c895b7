using Relay.Store.Model;
using Xunit;
using static Relay.Store.Tests.Model.Tables;

namespace Relay.Store.Tests.Model;

/// <summary>Each step of "the winner in a stage" (sql.md section 3): the winner comes second, so that order in the table does not help it.</summary>
public sealed class RuleWinnerTests
{
    private const long Loser = 1, Winner = 2;

    public static TheoryData<string, RuleRow, RuleRow> NameStage => new()
    {
        { "priority before all else", Rule(Loser, "=a.b.test", ports: "443"), Rule(Winner, priority: 1) },
        { "= over .x", Rule(Loser, ".b.test"), Rule(Winner, "=a.b.test") },
        { "= over x", Rule(Loser, "a.b.test"), Rule(Winner, "=a.b.test") },
        { ".x over x", Rule(Loser, "a.b.test"), Rule(Winner, ".b.test") },
        { "x over regex:", Rule(Loser, "regex:^a"), Rule(Winner, "test") },
        { "regex: over *", Rule(Loser, "*", ports: "443"), Rule(Winner, "regex:^a") },
        { "* over no domain", Rule(Loser, ports: "443", listener: "lan"), Rule(Winner, "*") },
        { "more labels of x", Rule(Loser, "test"), Rule(Winner, "b.test") },
        { "more labels of .x", Rule(Loser, ".test"), Rule(Winner, ".b.test") },
        { "labels before conditions", Rule(Loser, "test", ports: "443", listener: "lan"), Rule(Winner, "b.test") },
        { "more conditions", Rule(Loser, "b.test", ports: "443"), Rule(Winner, "b.test", ports: "443", client: "10.0.0.1") },
        { "more conditions of regexes", Rule(Loser, "regex:^a"), Rule(Winner, "regex:b", ports: "443") },
        { "lowest id", Rule(Winner + 1, "b.test", ports: "443"), Rule(Winner, "b.test", listener: "lan") },
    };

    public static TheoryData<string, RuleRow, RuleRow> AddressStage => new()
    {
        { "priority before all else", Rule(Loser, "=a.b.test", "192.0.2.1"), Rule(Winner, network: "::/0", priority: 1) },
        { "longer prefix", Rule(Loser, network: "192.0.0.0/8"), Rule(Winner, network: "192.0.0.0/16") },
        { "longer prefix before domain", Rule(Loser, "=a.b.test", "192.0.0.0/8", ports: "443"), Rule(Winner, network: "192.0.0.0/16") },
        { "IPv4 counts 96 more", Rule(Loser, network: "::/64"), Rule(Winner, network: "0.0.0.0/0") },
        { "then the form of the domain", Rule(Loser, "a.b.test", "192.0.2.0/24"), Rule(Winner, "=a.b.test", "192.0.2.0/24") },
        { "then labels", Rule(Loser, "test", "192.0.2.0/24", ports: "443"), Rule(Winner, "b.test", "192.0.2.0/24") },
        { "then conditions", Rule(Loser, network: "192.0.2.0/24"), Rule(Winner, network: "192.0.2.0/24", ports: "443") },
        { "then the lowest id", Rule(Winner + 1, network: "192.0.2.0/24"), Rule(Winner, network: "192.0.2.0/24") },
    };

    [Theory]
    [MemberData(nameof(NameStage))]
    public void Of_two_name_rules(string step, RuleRow loser, RuleRow winner)
    {
        Assert.NotEmpty(step);
        Assert.Equal(Winner, Good(loser, winner).MatchName(Flow("a.b.test")).RuleId);
        Assert.Equal(Winner, Good(winner, loser).MatchName(Flow("a.b.test")).RuleId);
        Assert.NotNull(Good(loser).MatchName(Flow("a.b.test")).RuleId);
    }

    [Theory]
    [MemberData(nameof(AddressStage))]
    public void Of_two_address_rules(string step, RuleRow loser, RuleRow winner)
    {
        Assert.NotEmpty(step);
        NetAddress candidate = NetAddress.Parse("192.0.2.1");
        Assert.Equal(Winner, Good(loser, winner).MatchAddress(Flow("a.b.test"), candidate).RuleId);
        Assert.Equal(Winner, Good(winner, loser).MatchAddress(Flow("a.b.test"), candidate).RuleId);
        Assert.NotNull(Good(loser).MatchAddress(Flow("a.b.test"), candidate).RuleId);
    }

    [Fact]
    public void What_does_not_hold_does_not_win() =>
        Assert.Equal(1, Good(Rule(1, "test"), Rule(2, "=a.test", priority: 9, ports: "80"), Rule(3, ".test", client: "::1"))
            .MatchName(Flow("a.test")).RuleId);
}
