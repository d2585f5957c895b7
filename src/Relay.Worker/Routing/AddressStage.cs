using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>Judges the candidate addresses of one destination, one after the other: by the address rules, then by the protection of the relay's own host.</summary>
internal sealed class AddressStage(
    Snapshot snapshot, OwnHostGuard guard, FlowFacts facts, Verdict byName, Upstream upstream, bool blockUnmatched, IRouteWitness? witness)
{
    /// <summary>Why the first address that was dropped was dropped; a block outweighs other reasons.</summary>
    private Route? refusal;

    /// <returns>Null for one that is dropped.</returns>
    public Candidate? Consider(NetAddress address, bool fromResolver)
    {
        Verdict verdict = snapshot.Rules.MatchAddress(facts, address);
        Route? objection = Objection(address, verdict, fromResolver);
        witness?.OnAddressStage(facts, address, verdict, objection);
        if (objection is null)
            return new Candidate(address, verdict.Upstream ?? upstream, verdict.RuleId);
        Note(objection with { RuleId = byName.RuleId, AddressRuleId = verdict.RuleId });
        return null;
    }

    public Route Finish(Candidates candidates) =>
        candidates.Count > 0 ? new Route { Candidates = candidates, RuleId = byName.RuleId }
        : refusal ?? new Route { Outcome = Outcome.NameNotFound, Reason = "the name has no address of the wanted family", RuleId = byName.RuleId };

    private Route? Objection(NetAddress address, in Verdict verdict, bool fromResolver)
    {
        if (verdict.Kind == VerdictKind.Block)
            return new Route { Outcome = Outcome.Blocked };
        if (verdict.Kind == VerdictKind.Refuse)
            return new Route { Outcome = Outcome.Error, Reason = verdict.Defect };
        if (blockUnmatched && verdict.Kind == VerdictKind.NoMatch && byName.Kind == VerdictKind.NoMatch)
            return new Route { Outcome = Outcome.Blocked, Reason = "no rule matches" };
        if (guard.ForbiddenRangeOf(address, snapshot, verdict) is { } range)
            return new Route { Outcome = Outcome.Forbidden, Reason = $"{address} belongs to the relay's host or to no other ({range})" };
        if (fromResolver && RebindingRangeOf(address, verdict) is { } special)
            return new Route { Outcome = Outcome.Forbidden, Reason = $"the resolver returned {address}, which is not globally reachable ({special})" };
        return (verdict.Upstream ?? upstream).Defect is { } defect ? new Route { Outcome = Outcome.Error, Reason = defect } : null;
    }

    /// <summary>The special range that a public name has no business in, unless an address rule is about that very range.</summary>
    private static NetPrefix? RebindingRangeOf(NetAddress address, in Verdict verdict) =>
        SpecialRanges.NotGlobalRangeOf(address) is { } range && !(verdict.Network is { } network && range.Contains(network)) ? range : null;

    private void Note(Route objection)
    {
        if (refusal is null || (objection.Outcome == Outcome.Blocked && refusal.Outcome != Outcome.Blocked))
            refusal = objection;
    }
}
