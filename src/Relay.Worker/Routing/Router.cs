using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Resolving;

namespace Relay.Worker.Routing;

/// <summary>The rules' two stages with the resolver between them (sql.md section 3). One instance a loop.</summary>
internal sealed class Router(Resolver resolver, HostGuard guard, bool blockUnmatched)
{
    public async ValueTask<Route> RouteAsync(Destination destination, FlowFacts facts, Snapshot snapshot)
    {
        Verdict byName = snapshot.Rules.MatchName(facts);
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

        AddressStage stage = new(snapshot, guard.Current, facts, byName, upstream, blockUnmatched);
        if (!destination.HasName)
        {
            stage.Consider(destination.Address, fromResolver: false);
            return stage.Finish();
        }
        Resolution resolution = await resolver.ResolveAsync(destination.Domain, snapshot);
        if (resolution.Outcome != Outcome.Ok)
            return new Route { Outcome = resolution.Outcome, Reason = resolution.Reason, RuleId = byName.RuleId };
        foreach (NetAddress address in AddressOrder.Sort(resolution.Addresses, mode))
            stage.Consider(address, resolution.FromResolver);
        return stage.Finish();
    }

    private static Route Unmatched(in Verdict byName) => new() { Outcome = Outcome.Blocked, Reason = "no rule matches", RuleId = byName.RuleId };
}
