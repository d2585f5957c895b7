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
        Verdict byName = snapshot.Rules.MatchName(facts);
        witness?.OnNameStage(facts, byName);
        if (byName.Kind == VerdictKind.Block)
            return new Route { Outcome = Outcome.Blocked, RuleId = byName.RuleId };
        if (byName.Kind == VerdictKind.Refuse)
            return new Route { Outcome = Outcome.Error, Reason = byName.Defect, RuleId = byName.RuleId };

        Upstream upstream = byName.Upstream ?? snapshot.Direct;
        if (upstream.Defect is { } defect)
            return new Route { Outcome = Outcome.Error, Reason = defect, RuleId = byName.RuleId };
        ResolveMode mode = byName.Resolve ?? (upstream.TakesNames ? ResolveMode.Remote : ResolveMode.SixWeak);
        if (destination.HasName && mode == ResolveMode.Remote && upstream.TakesNames)
        {
            return blockUnmatched && byName.Kind == VerdictKind.NoMatch
                ? Unmatched(byName)
                : new Route { Proxy = upstream, RuleId = byName.RuleId };
        }

        AddressStage stage = new(snapshot, guard(), facts, byName, upstream, blockUnmatched, witness);
        if (!destination.HasName)
        {
            stage.Consider(destination.Address, fromResolver: false);
            return stage.Finish();
        }
        Resolution resolution = await resolver.ResolveAsync(destination.Domain, snapshot);
        witness?.OnResolved(destination.Domain, mode, resolution);
        if (resolution.Outcome != Outcome.Ok)
            return new Route { Outcome = resolution.Outcome, Reason = resolution.Reason, RuleId = byName.RuleId };
        foreach (NetAddress address in AddressOrder.Sort(resolution.Addresses, mode))
            stage.Consider(address, resolution.FromResolver);
        return stage.Finish();
    }

    private static Route Unmatched(in Verdict byName) => new() { Outcome = Outcome.Blocked, Reason = "no rule matches", RuleId = byName.RuleId };
}
