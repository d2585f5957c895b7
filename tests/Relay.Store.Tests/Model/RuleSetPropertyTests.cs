using CsCheck;
using Relay.Store.Model;
using Xunit;
using static Relay.Store.Tests.Model.PlainSearch;

namespace Relay.Store.Tests.Model;

/// <summary>The engine against the plain search.</summary>
public sealed class RuleSetPropertyTests
{
    private static readonly Gen<int[]> AnyIds = Gen.Shuffle(Enumerable.Range(1, 40).ToArray());

    [Fact]
    public void The_winner_is_that_of_the_plain_search() =>
        Gen.Select(AnyRule.Array[0, 40], AnyIds, AnyFlow.Array[8], AnyAddress.Array[8]).Sample((rules, ids, flows, addresses) =>
        {
            RuleRow[] rows = [.. rules.Select((rule, i) => rule with { Id = ids[i] })];
            RuleSet compiled = Tables.Good(rows);
            return flows.Zip(addresses).All(pair =>
                compiled.MatchName(pair.First).RuleId == Winner(rows, pair.First, null)
                && compiled.MatchAddress(pair.First, pair.Second).RuleId == Winner(rows, pair.First, pair.Second));
        });

    [Fact]
    public void The_first_considered_rule_that_matches_is_the_winner_and_the_others_tell_what_does_not_hold() =>
        Gen.Select(AnyRule.Array[0, 40], AnyIds, AnyFlow.Array[8], AnyAddress.Array[8]).Sample((rules, ids, flows, addresses) =>
        {
            RuleRow[] rows = [.. rules.Select((rule, i) => rule with { Id = ids[i] })];
            RuleSet compiled = Tables.Good(rows);
            foreach ((FlowFacts flow, NetAddress address) in flows.Zip(addresses))
            {
                AssertConsidered(rows, compiled.ConsiderName(flow), flow, null);
                AssertConsidered(rows, compiled.ConsiderAddress(flow, address), flow, address);
            }
        });

    private static void AssertConsidered(RuleRow[] rows, IReadOnlyList<ConsideredRule> considered, FlowFacts flow, NetAddress? candidate)
    {
        long[] matching = [.. considered.Where(rule => rule.Matches).Select(rule => rule.Id)];
        Assert.Equal(Matching(rows, flow, candidate), matching);
        foreach (ConsideredRule rule in considered.Where(rule => !rule.Matches))
            Assert.False(Holds(rule.Unmet, rows.Single(row => row.Id == rule.Id), flow), $"{rule.Unmet} of rule {rule.Id}");
    }
}
