using Relay.Store.Model;
using Relay.Worker.Flows;
using Relay.Worker.Listening;
using Xunit;

namespace Relay.Worker.Tests.Flows;

public sealed class AdmissionTests
{
    private static readonly NetAddress One = NetAddress.Parse("192.0.2.1"), Two = NetAddress.Parse("2001:db8::2"), Neighbour = NetAddress.Parse("2001:db8::3");

    private readonly Listener socks = ListenerOf(ListenerKind.Socks, null);

    [Fact]
    public void Without_limits_all_are_admitted_and_counted()
    {
        Admission admission = new(new FlowOptions(), 1000);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(admission.Enter(socks, One).IsAdmitted));
        Assert.Equal((100, 100), (admission.Open, socks.Flows.Taken));
    }

    [Fact]
    public void No_more_flows_than_allowed_in_all()
    {
        Admission admission = new(new FlowOptions { MaxFlows = 2 }, 1000);
        Ticket first = admission.Enter(socks, One);
        _ = admission.Enter(socks, Two);
        Ticket third = admission.Enter(socks, One);
        Assert.Equal(Refusal.MaxFlows, third.Refusal);
        Assert.Equal("as many flows are open as --max-flows allows: 2", admission.Describe(third.Refusal, socks));
        admission.Leave(third, socks, One);
        Assert.Equal(Refusal.MaxFlows, Visit(admission, socks, One));
        admission.Leave(first, socks, One);
        Assert.Equal(Refusal.None, Visit(admission, socks, One));
    }

    [Fact]
    public void A_client_is_an_address()
    {
        Admission admission = new(new FlowOptions { MaxFlowsPerClient = 1 }, 1000);
        Ticket first = admission.Enter(socks, One);
        Assert.Equal(Refusal.MaxFlowsPerClient, Visit(admission, socks, One));
        _ = admission.Enter(socks, Two);
        Assert.Equal(Refusal.None, Visit(admission, socks, Neighbour));
        Assert.Equal(Refusal.MaxFlowsPerClient, Visit(admission, socks, Two));
        admission.Leave(first, socks, One);
        Assert.Equal(Refusal.None, Visit(admission, socks, One));
        Assert.Equal("the client has as many flows open as --max-flows-per-client allows: 1", admission.Describe(Refusal.MaxFlowsPerClient, socks));
    }

    [Fact]
    public void Each_listener_has_its_own_maximum()
    {
        Admission admission = new(new FlowOptions(), 1000);
        Listener small = ListenerOf(ListenerKind.Transparent, 1);
        Ticket first = admission.Enter(small, One);
        Assert.Equal(Refusal.MaxFlowsOfListener, Visit(admission, small, Two));
        Assert.Equal(Refusal.None, Visit(admission, socks, Two));
        admission.Leave(first, small, One);
        Assert.Equal(Refusal.None, Visit(admission, small, Two));
        Assert.Equal("the listener Transparent has as many flows open as its max allows: 1", admission.Describe(Refusal.MaxFlowsOfListener, small));
    }

    [Fact]
    public void A_refusal_takes_no_place()
    {
        Admission admission = new(new FlowOptions { MaxFlowsPerClient = 1 }, 1000);
        Listener two = ListenerOf(ListenerKind.Socks, 2);
        _ = admission.Enter(two, One);
        for (int i = 0; i < 10; i++)
            Assert.Equal(Refusal.MaxFlowsPerClient, Visit(admission, two, One));
        Assert.Equal((1, 1), (admission.Open, two.Flows.Taken));
        _ = admission.Enter(two, Two);
        Assert.Equal(Refusal.MaxFlowsOfListener, Visit(admission, two, Neighbour));
        Assert.Equal((2, 2), (admission.Open, two.Flows.Taken));
    }

    [Fact]
    public void Of_refused_SOCKS_clients_only_some_are_heard()
    {
        Admission admission = new(new FlowOptions { MaxFlows = 1 }, 10_000);
        _ = admission.Enter(socks, One);
        List<Ticket> refused = [.. Enumerable.Range(0, 1000).Select(_ => admission.Enter(socks, One))];
        Assert.All(refused, ticket => Assert.False(ticket.IsAdmitted));
        int heard = refused.Count(ticket => ticket.IsHeard);
        Assert.InRange(heard, 1, 999);
        Assert.True(admission.Enter(ListenerOf(ListenerKind.Transparent, null), One).IsHeard);
        refused.ForEach(ticket => admission.Leave(ticket, socks, One));
        Assert.Equal(heard, Enumerable.Range(0, 1000).Count(_ => admission.Enter(socks, One).IsHeard));
    }

    [Fact]
    public void Descriptors_make_clients_wait_and_count_refused_flows_too()
    {
        Admission admission = new(new FlowOptions { MaxFlows = 1 }, 2);
        Assert.Null(admission.Obstacle());
        _ = admission.Enter(socks, One);
        Ticket refused = admission.Enter(socks, One);
        Assert.Equal("the limit of open files has room for 2 flows", admission.Obstacle());
        admission.Leave(refused, socks, One);
        Assert.Null(admission.Obstacle());
    }

    [Fact]
    public void Clients_without_flows_are_forgotten()
    {
        ClientQuotas quotas = new(2);
        Assert.True(quotas.TryTake(One) && quotas.TryTake(One) && quotas.TryTake(Two));
        Assert.False(quotas.TryTake(One));
        Assert.Equal(2, quotas.Count);
        quotas.GiveBack(One);
        quotas.GiveBack(Two);
        Assert.Equal(1, quotas.Count);
        quotas.GiveBack(One);
        Assert.Equal(0, quotas.Count);
    }

    private static Refusal Visit(Admission admission, Listener listener, NetAddress client)
    {
        Ticket ticket = admission.Enter(listener, client);
        admission.Leave(ticket, listener, client);
        return ticket.Refusal;
    }

    private static Listener ListenerOf(ListenerKind kind, int? max) => new(kind.ToString(), kind, new HashSet<NetAddress>(), max);
}
