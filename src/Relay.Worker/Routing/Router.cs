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
        NameQuestion question = QuestionOf(search, name);
        NameAnswers answers = resolver.Ask(question, snapshot);
        if (witness is not null)
            witness.OnResolved(question, mode, await answers.WholeAsync());
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
            NameQuestion question = QuestionOf(search, next);
            Resolution resolution = await resolver.Ask(question, snapshot).WholeAsync();
            witness?.OnResolved(question, search.ModeOf(next), resolution);
            name = search.Take(next, resolution);
        }
    }

    private static NameQuestion QuestionOf(RouteSearch search, in Waypoint name) =>
        new(name.Facts.Domain, search.UpstreamOf(name), name.Resolver, FamiliesOf(search.ModeOf(name)));

    private static Families FamiliesOf(ResolveMode mode) => mode switch
    {
        ResolveMode.SixOnly => Families.Six,
        ResolveMode.FourOnly => Families.Four,
        _ => Families.Both,
    };
}
