using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Explaining;
using Relay.Worker.Routing;
using Relay.Worker.Tests.Loops;
using Relay.Worker.Tests.Routing;
using Xunit;

namespace Relay.Worker.Tests.Explaining;

/// <summary>What is explained is what happens, in ten thousand worlds.</summary>
public sealed class ExplanationPropertyTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    private const int Seed = 20261125, Worlds = 10_000;

    private static readonly OwnHostGuard Guard = new([NetPrefix.Parse("10.0.0.99"), NetPrefix.Parse("fd00::99"), NetPrefix.Parse("127.0.0.0/8")]);

    [Fact]
    public async Task What_is_explained_is_what_the_audit_of_the_flow_says()
    {
        WorldMaker maker = new(Seed);
        Dictionary<string, int> seen = [];
        for (int n = 0; n < Worlds; n++)
        {
            World world = maker.Next();
            (string? difference, string[] how) = await CompareAsync(world);
            if (difference is not null)
                Assert.Fail($"seed {Seed}, world {n}: {await SmallestAsync(world)}");
            foreach (string each in how)
                seen[each] = seen.GetValueOrDefault(each) + 1;
        }
        // The worlds are such that each end is come to often, and what needs several rules that fit each other sometimes.
        string[] often = ["relayed", "rewritten, relayed", "rewritten, forbidden", "blocked", "forbidden", "error", "unknown_phantom", "name_not_found", "resolver_failed"];
        foreach (string how in (string[])[.. often, "chained", "rewritten, blocked", "rewrite_loop"])
            Assert.True(seen.GetValueOrDefault(how) > Worlds / (often.Contains(how) ? 200 : 2000), $"{how}: {seen.GetValueOrDefault(how)}");
    }

    private async Task<string> SmallestAsync(World world)
    {
        while (true)
        {
            World? smaller = null;
            foreach (World less in world.Smaller())
            {
                if ((await CompareAsync(less)).Difference is null)
                    continue;
                smaller = less;
                break;
            }
            if (smaller is null)
                return $"{(await CompareAsync(world)).Difference}\n{world}";
            world = smaller;
        }
    }

    /// <returns>What differs, or null; and how the flow ended.</returns>
    private async Task<(string? Difference, string[] How)> CompareAsync(World world)
    {
        WorldStore store = new(world);
        return await fixture.On(async () =>
        {
            Explanation explained = await new Explainer(store, new Router(fixture.Loop, new WorldResolver(world), FakeSources.Ranking(fixture.Loop), new FixedGuard(Guard), world.BlockUnmatched)).ExplainAsync(world.Asked);
            (FlowRecord record, Destination? destination) = await new WorldFlow(world, store, fixture.Loop, Guard).RunAsync();
            string said = Said(explained), happened = Happened(record, destination);
            string end = record.Attempts is null ? Spelling.Of(record.Outcome) : "relayed";
            string[] how = record.Rewrites is null ? [end] : [end, $"rewritten, {end}", record.Rewrites.Contains(',') ? "chained" : "once"];
            return (said == happened ? null : $"explained: {said}\nhappened:  {happened}\n{ExplanationText.Of(explained)}", how);
        });
    }

    private static string Said(Explanation explained)
    {
        Conclusion conclusion = explained.Conclusion;
        DialedTarget[] order = [.. explained.Steps.OfType<DialStep>().SelectMany(step => step.Order)];
        DestinationStep? destination = explained.Steps.OfType<DestinationStep>().SingleOrDefault();
        string known = $"{destination?.Domain}|{destination?.Address}|{destination?.LearntBy}";
        return order is [.., var last]
            ? $"{known}|dialed {string.Join(' ', order.Select(each => $"{(NetAddress.TryParse(each.Target, out _) ? each.Target : null)} {each.Upstream}"))}|rule {last.RuleId}|address rule {last.AddressRuleId}|{last.Rewrites}|{last.Port}"
            : $"{known}|rule {conclusion.RuleId}|address rule {conclusion.AddressRuleId}|{conclusion.Outcome}|{conclusion.Reason}|{conclusion.Rewrites}";
    }

    private static string Happened(FlowRecord record, Destination? destination)
    {
        string known = destination is { } to ? $"{to.Domain}|{(to.HasName ? null : to.Address)}|{Spelling.Of(record.LearntBy!.Value)}" : "||";
        return record.Attempts is { } attempts
            ? $"{known}|dialed {string.Join(' ', attempts.Select(each => $"{each.Address} {each.Upstream}"))}|rule {record.RuleId}|address rule {record.AddressRuleId}|{record.Rewrites}|{record.TargetPort}"
            : $"{known}|rule {record.RuleId}|address rule {record.AddressRuleId}|{Spelling.Of(record.Outcome)}|{record.Error}|{record.Rewrites}";
    }
}
