using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Loops;
using Relay.Worker.Resolving;

namespace Relay.Worker.Routing;

/// <summary>The rules' two stages with the resolver between them (sql.md section 3). One instance a loop.</summary>
/// <param name="loop">The loop.</param>
/// <param name="resolver">Of the internet side.</param>
/// <param name="ranking">For the order of addresses.</param>
/// <param name="guard">The protection of the relay's own host, as it is now.</param>
/// <param name="blockUnmatched">What becomes of flows that no rule matches.</param>
internal sealed class Router(EventLoop loop, IResolver resolver, CandidateRanking ranking, Func<OwnHostGuard> guard, bool blockUnmatched)
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
            Candidate? single = stage.Consider(destination.Address, fromResolver: false);
            return stage.Finish(single is { } candidate ? Candidates.Of(candidate) : Candidates.None);
        }
        NameAnswers answers = resolver.Ask(new NameQuestion(destination.Domain, upstream, byName.Resolver, FamiliesOf(mode)), snapshot);
        if (witness is not null)
            witness.OnResolved(destination.Domain, mode, byName.Resolver, await answers.WholeAsync());
        CandidateSearch search = new(loop, stage.Consider, ranking, answers, mode, byName.Counts ?? FamilyCounts.One);
        return await search.RunAsync() is { } failure
            ? new Route { Outcome = failure.Outcome, Reason = failure.Reason, RuleId = byName.RuleId }
            : stage.Finish(search.Candidates);
    }

    private static Families FamiliesOf(ResolveMode mode) => mode switch
    {
        ResolveMode.SixOnly => Families.Six,
        ResolveMode.FourOnly => Families.Four,
        _ => Families.Both,
    };

    private static Route Unmatched(in Verdict byName) => new() { Outcome = Outcome.Blocked, Reason = "no rule matches", RuleId = byName.RuleId };
}
