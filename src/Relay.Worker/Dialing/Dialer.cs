using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Loops;
using Relay.Worker.Routing;

namespace Relay.Worker.Dialing;

/// <summary>Connects along a route. One instance a loop.</summary>
internal sealed class Dialer(EventLoop loop, WaysOut ways, AddressHistory history)
{
    /// <summary>By name through its proxy, or to the first of its addresses that answers. All attempts share one time limit, and are parts of <paramref name="attempt"/>.</summary>
    public ValueTask<DialResult> DialAsync(Route route, in Destination destination, Snapshot snapshot, FlowOrigin origin, TimeSpan limit, DialAttempt attempt)
    {
        DialContext context = new(snapshot, origin, loop.Now + (long)limit.TotalMilliseconds);
        ushort port = destination.Port;
        return route.Proxy is { } proxy
            ? ways.ReachAsync(proxy, new DialTarget(destination.Domain, default, port), context, attempt)
            : AddressRace.RunAsync(loop, history, route.Candidates, context.Deadline, attempt, async (candidate, each) =>
                await ways.ReachAsync(candidate.Upstream, new DialTarget(default, candidate.Address, port), context, each) with { Candidate = candidate });
    }
}
