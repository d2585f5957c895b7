using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Resolving;

namespace Relay.Worker.Routing;

/// <summary>The rules' two stages with the resolver between them (sql.md section 3). One instance a loop.</summary>
/// <param name="resolver">Of the internet side.</param>
/// <param name="guard">The protection of the relay's own host, as it is now.</param>
/// <param name="blockUnmatched">What becomes of flows that no rule matches.</param>
internal sealed class Router(IResolver resolver, Func<OwnHostGuard> guard, bool blockUnmatched)
{
    /// <param name="destination">Where a flow wants to go.</param>
    /// <param name="facts">What rules may ask about it.</param>
    /// <param name="snapshot">The one that it pins.</param>
    /// <param name="witness">Who wants to know why; flows have none.</param>
    public async ValueTask<Route> RouteAsync(Destination destination, FlowFacts facts, Snapshot snapshot, IRouteWitness? witness = null)
    {
        RouteSearch search = new(snapshot, guard(), blockUnmatched, witness);
        Waypoint? name = search.Begin(new Waypoint(facts, destination.HasName ? null : destination.Address, destination.Upstream));
        while (name is { } at)
        {
            Resolution resolution = await resolver.ResolveAsync(at.Facts.Domain, snapshot);
            witness?.OnResolved(at.Facts.Domain, search.ModeOf(at), resolution);
            name = search.Take(at, resolution);
        }
        return search.Finish();
    }
}
