using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Routing;

namespace Relay.Worker.Dialing;

/// <summary>Connects along a route. One instance a loop.</summary>
internal sealed class Dialer(EventLoop loop, WaysOut ways, AddressHistory history)
{
    /// <summary>To the first of a route's candidates that answers. All attempts share one time limit, and are parts of <paramref name="attempt"/>.</summary>
    public ValueTask<DialResult> DialAsync(Route route, Snapshot snapshot, FlowOrigin origin, TimeSpan limit, DialAttempt attempt)
    {
        DialContext context = new(snapshot, origin, loop.Now + (long)limit.TotalMilliseconds);
        return AddressRace.RunAsync(loop, history, route.Candidates, context.Deadline, attempt, (candidate, each) =>
            ways.ReachAsync(candidate.Upstream, new DialTarget(candidate.Target.Domain, candidate.Target.Address, candidate.Target.Port), context, each));
    }
}
