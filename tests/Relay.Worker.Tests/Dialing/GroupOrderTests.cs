using Relay.Store.Model;
using Relay.Worker.Dialing;
using Xunit;

namespace Relay.Worker.Tests.Dialing;

public sealed class GroupOrderTests
{
    private static readonly Upstream A = new() { Name = "a", Kind = UpstreamKind.Direct }, B = A with { Name = "b" }, C = A with { Name = "c" };

    private readonly UpstreamHealth health = new();

    [Fact]
    public void Members_are_tried_in_their_order_and_failed_ones_last()
    {
        Upstream group = Group(GroupChoice.Order, (C, 1), (A, 1), (B, 1));
        Assert.Equal(["c", "a", "b"], Names(group, 1));
        Assert.True(health.TryAvoid(C, 0, until: 10));
        Assert.False(health.TryAvoid(C, 9, until: 99));
        Assert.Equal(["a", "b", "c"], Names(group, 1));
        Assert.Equal(["c", "a", "b"], Names(group, 1, now: 10));
        health.Avoid(A, 99);
        health.Trust(A);
        Assert.Equal(["c", "a", "b"], Names(group, 1, now: 10));
    }

    [Fact]
    public void A_row_that_was_changed_has_no_past()
    {
        health.Avoid(C, 99);
        Assert.False(health.IsAvoided(C with { Mark = 1 }, 0));
        Assert.True(health.IsAvoided(C with { }, 0));
    }

    [Fact]
    public void Shares_are_as_the_weights_and_the_same_flow_has_the_same_member()
    {
        const int flows = 40_000;
        Upstream group = Group(GroupChoice.Weight, (A, 5), (B, 3), (C, 2));
        string[] first = [.. Enumerable.Range(0, flows).Select(flow => Names(group, flow)[0])];
        // Four standard deviations of the binomial distribution are 400 at most.
        Assert.InRange(first.Count(name => name == "a"), 19_600, 20_400);
        Assert.InRange(first.Count(name => name == "b"), 11_600, 12_400);
        Assert.InRange(first.Count(name => name == "c"), 7_600, 8_400);
        for (int flow = 0; flow < 1000; flow++)
            Assert.Equal(first[flow], Names(group, flow)[0]);
    }

    [Fact]
    public void A_member_that_leaves_moves_only_its_own_flows()
    {
        Upstream group = Group(GroupChoice.Weight, (A, 5), (B, 3), (C, 2)), without = Group(GroupChoice.Weight, (A, 5), (C, 2));
        for (int flow = 0; flow < 1000; flow++)
            Assert.Equal(Names(group, flow).Where(name => name != "b"), Names(without, flow));
    }

    private static Upstream Group(GroupChoice choice, params (Upstream Upstream, int Weight)[] members) =>
        new() { Name = "g", Kind = UpstreamKind.Group, Choice = choice, Members = [.. members.Select(member => new GroupMember(member.Upstream, member.Weight))] };

    private string[] Names(Upstream group, int flow, long now = 5)
    {
        FlowOrigin origin = new(NetAddress.FromIPv4((uint)flow), 1, null, default);
        return [.. GroupOrder.Sort(group, origin, new DialTarget(DomainName.Parse("www.example"), default, 443), health, now).Select(upstream => upstream.Name)];
    }
}
