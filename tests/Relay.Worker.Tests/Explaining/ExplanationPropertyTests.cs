using Relay.Store.Model;
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
            (string? difference, string how) = await CompareAsync(world);
            if (difference is not null)
                Assert.Fail($"seed {Seed}, world {n}: {await SmallestAsync(world)}");
            seen[how] = seen.GetValueOrDefault(how) + 1;
        }
        // The worlds are such that each end is come to often.
        foreach (string how in (string[])["relayed", "blocked", "forbidden", "error", "unknown_phantom", "name_not_found", "resolver_failed"])
            Assert.True(seen.GetValueOrDefault(how) > Worlds / 200, $"{how}: {seen.GetValueOrDefault(how)}");
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
    private async Task<(string? Difference, string How)> CompareAsync(World world)
    {
        WorldStore store = new(world);
        return await fixture.On(async () =>
        {
            Explanation explained = await new Explainer(store, new Router(fixture.Loop, new WorldResolver(world), FakeSources.Ranking(fixture.Loop), () => Guard, world.BlockUnmatched)).ExplainAsync(world.Asked);
            FlowRecord record = await new WorldFlow(world, store, fixture.Loop, Guard).RunAsync();
            string said = Said(explained), happened = Happened(record);
            return (said == happened ? null : $"explained: {said}\nhappened:  {happened}\n{ExplanationText.Of(explained)}", record.Attempts is null ? Spelling.Of(record.Outcome) : "relayed");
        });
    }

    private static string Said(Explanation explained)
    {
        Conclusion conclusion = explained.Conclusion;
        DialedTarget[] order = [.. explained.Steps.OfType<DialStep>().SelectMany(step => step.Order)];
        DestinationStep? destination = explained.Steps.OfType<DestinationStep>().SingleOrDefault();
        string known = $"{destination?.Domain}|{destination?.Address}|{destination?.LearntBy}|rule {conclusion.RuleId}";
        bool isName = destination?.Domain is { } name && order is [{ Target: var target }] && target == name;
        return order.Length > 0
            ? $"{known}|dialed {string.Join(' ', order.Select(each => $"{(isName ? null : each.Target)} {each.Upstream}"))}|address rule {order[^1].AddressRuleId}"
            : $"{known}|address rule {conclusion.AddressRuleId}|{conclusion.Outcome}|{conclusion.Reason}";
    }

    private static string Happened(FlowRecord record)
    {
        NetAddress? literal = record.Domain is null ? record.TargetAddress : null;
        string known = record.LearntBy is { } learnt ? $"{record.Domain}|{literal}|{Spelling.Of(learnt)}|rule {record.RuleId}" : "|||rule ";
        return record.Attempts is { } attempts
            ? $"{known}|dialed {string.Join(' ', attempts.Select(each => $"{each.Address} {each.Upstream}"))}|address rule {record.AddressRuleId}"
            : $"{known}|address rule {record.AddressRuleId}|{Spelling.Of(record.Outcome)}|{record.Error}";
    }
}
