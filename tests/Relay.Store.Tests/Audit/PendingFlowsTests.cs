using Microsoft.Extensions.Time.Testing;
using Relay.Store.Audit;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class PendingFlowsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly PendingFlows pending;

    public PendingFlowsTests() => this.pending = new PendingFlows(this.time);

    private IEnumerable<(long, Outcome)> Take(bool all = false) => pending.Take(all).Select(flow => (flow.Id, flow.Outcome));

    [Fact]
    public void An_open_flow_is_held_back_for_a_second()
    {
        pending.Add(Flows.Make(1, Outcome.Open), segment: 1);
        time.Advance(PendingFlows.HoldOpen - TimeSpan.FromMilliseconds(1));
        Assert.Empty(Take());
        Assert.Equal(1, pending.OldestSegment);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([(1, Outcome.Open)], Take());
        Assert.Null(pending.OldestSegment);
    }

    [Fact]
    public void A_short_flow_is_one_record_at_once()
    {
        pending.Add(Flows.Make(2, Outcome.Open), segment: 1);
        pending.Add(Flows.Make(1), segment: 1);
        pending.Add(Flows.Make(2), segment: 2);
        Assert.Equal([(1, Outcome.Ok), (2, Outcome.Ok)], Take());
    }

    [Fact]
    public void An_open_record_never_replaces_an_ended_one()
    {
        pending.Add(Flows.Make(1), segment: 1);
        pending.Add(Flows.Make(1, Outcome.Open), segment: 1);
        Assert.Equal([(1, Outcome.Ok)], Take());
    }

    [Fact]
    public void An_end_beats_lost_and_lost_beats_open()
    {
        pending.Add(Flows.Make(1, Outcome.Open), segment: 1);
        pending.Add(Flows.Make(1, Outcome.Lost), segment: 1);
        pending.Add(Flows.Make(1, Outcome.Open), segment: 1);
        pending.Add(Flows.Make(2, Outcome.Lost), segment: 1);
        pending.Add(Flows.Make(2), segment: 1);
        pending.Add(Flows.Make(2, Outcome.Lost), segment: 1);
        Assert.Equal([(1, Outcome.Lost), (2, Outcome.Ok)], Take());
    }

    [Fact]
    public void A_later_open_record_replaces_the_earlier_and_keeps_its_place_and_time()
    {
        pending.Add(Flows.Make(1, Outcome.Open), segment: 3);
        time.Advance(PendingFlows.HoldOpen);
        pending.Add(Flows.Make(1, Outcome.Open, "later.test"), segment: 4);
        pending.Add(Flows.Make(2, Outcome.Open), segment: 4);
        Assert.Equal(3, pending.OldestSegment);
        Assert.Equal("later.test", Assert.Single(pending.Take(all: false)).Domain);
        Assert.Equal(4, pending.OldestSegment);
        Assert.Equal([(2, Outcome.Open)], Take(all: true));
    }

    [Fact]
    public void Its_memory_is_bounded()
    {
        for (long id = 1; !pending.IsFull; id++)
            pending.Add(Flows.Make(id), segment: 1);
        Assert.InRange(pending.Take(all: true).Count, 1, 100_000);
        Assert.False(pending.IsFull);
    }
}
