using Relay.Store.Model;
using Xunit;
using static Relay.Store.Tests.Model.Tables;

namespace Relay.Store.Tests.Model;

public sealed class ConsideredRuleTests
{
    [Fact]
    public void Each_loser_tells_by_what_it_lost()
    {
        IReadOnlyList<ConsideredRule> considered = Good(
            Rule(1, "example.com", priority: 1),
            Rule(2, "=www.example.com", ports: "443"),
            Rule(3, "=www.example.com"),
            Rule(4, "=www.example.com", action: "block"),
            Rule(5, "com"),
            Rule(6, "example.com", priority: 2, ports: "80"),
            Rule(7, "example.net")).ConsiderName(Flow("www.example.com", port: 443));
        Assert.Equal([6L, 1, 2, 3, 4, 5], considered.Select(rule => rule.Id));
        Assert.Equal(RuleCondition.Ports, considered[0].Unmet);
        Assert.True(considered.Skip(1).All(rule => rule.Matches));
        Assert.Equal(
            [RuleCriterion.Priority, RuleCriterion.Conditions, RuleCriterion.Id, RuleCriterion.Domain],
            considered.Skip(2).Zip(considered.Skip(1), (rule, before) => rule.CriterionAgainst(before)));
    }

    [Fact]
    public void The_longer_prefix_wins_and_other_networks_are_not_looked_at()
    {
        IReadOnlyList<ConsideredRule> considered = Good(Rule(1, network: "10.0.0.0/8"), Rule(2, network: "10.1.0.0/16"), Rule(3, network: "10.2.0.0/16"))
            .ConsiderAddress(Flow(null), NetAddress.Parse("10.1.0.1"));
        Assert.Equal([2L, 1], considered.Select(rule => rule.Id));
        Assert.Equal(RuleCriterion.Network, considered[1].CriterionAgainst(considered[0]));
    }
}
