using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Loops;
using Relay.Worker.Resolving;

namespace Relay.Worker.Routing;

/// <summary>The rules' two stages with the resolver between them (sql.md section 3). One instance a loop.</summary>
/// <param name="loop">The loop.</param>
/// <param name="resolver">Of the internet side.</param>
/// <param name="ranking">For the order of addresses.</param>
/// <param name="guards">The protection of the relay's own host.</param>
/// <param name="blockUnmatched">What becomes of flows that no rule matches.</param>
internal sealed class Router(EventLoop loop, IResolver resolver, CandidateRanking ranking, IHostGuard guards, bool blockUnmatched)
{
    /// <param name="destination">Where a flow wants to go.</param>
    /// <param name="facts">What rules may ask about it.</param>
    /// <param name="snapshot">The one that it pins.</param>
    /// <param name="witness">Who wants to know why; flows have none.</param>
    public ValueTask<Route> RouteAsync(Destination destination, FlowFacts facts, Snapshot snapshot, IRouteWitness? witness = null)
    {
        RouteSearch search = new(snapshot, guards, blockUnmatched, witness);
        return search.Begin(new Waypoint(facts, destination.HasName ? null : destination.Address, destination.Upstream)) is { } name
            ? ResolveAsync(search, name, snapshot, witness)
            : new(search.Finish(search.Found.Count == 1 ? Candidates.Of(search.Found[0]) : Candidates.None));
    }

    private async ValueTask<Route> ResolveAsync(RouteSearch search, Waypoint name, Snapshot snapshot, IRouteWitness? witness)
    {
        ResolveMode mode = search.ModeOf(name);
        NameAnswers answers = Ask(search, name, snapshot);
        if (witness is not null)
            witness.OnResolved(name.Facts.Domain, mode, name.Resolver, await answers.WholeAsync());
        CandidateSearch candidates = new(loop, answer => TakeAsync(search, name, answer, snapshot, witness), search.Found, ranking, answers, mode, name.Counts ?? FamilyCounts.One)
        {
            TellsAll = witness is not null,
        };
        if (await candidates.RunAsync() is { } failure)
            _ = search.Take(name, failure);
        return search.Finish(candidates.Candidates);
    }

    /// <summary>What an answer leads to. Names that its addresses become are resolved whole.</summary>
    private async ValueTask TakeAsync(RouteSearch search, Waypoint at, Resolution answer, Snapshot snapshot, IRouteWitness? witness)
    {
        Waypoint? name = search.Take(at, answer);
        while (name is { } next)
        {
            Resolution resolution = await Ask(search, next, snapshot).WholeAsync();
            witness?.OnResolved(next.Facts.Domain, search.ModeOf(next), next.Resolver, resolution);
            name = search.Take(next, resolution);
        }
    }

    private NameAnswers Ask(RouteSearch search, in Waypoint name, Snapshot snapshot) =>
        resolver.Ask(new NameQuestion(name.Facts.Domain, search.UpstreamOf(name), name.Resolver, FamiliesOf(search.ModeOf(name))), snapshot);

    private static Families FamiliesOf(ResolveMode mode) => mode switch
    {
        ResolveMode.SixOnly => Families.Six,
        ResolveMode.FourOnly => Families.Four,
        _ => Families.Both,
    };
}
