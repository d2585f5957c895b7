using Relay.Store.Model;
using Relay.Worker.Resolving;
using Relay.Worker.Routing;

namespace Relay.Worker.Tests.Routing;

/// <summary>Searches for routes in tables, without a loop: a dictionary resolves.</summary>
internal sealed record SearchedRoute
{
    public required IReadOnlyList<RuleRow> Rules { get; init; }

    /// <summary>The addresses of names.</summary>
    public required IReadOnlyDictionary<string, string[]> Names { get; init; }

    /// <summary>Who says so.</summary>
    public ResolutionSource Source { get; init; } = ResolutionSource.Host;

    public IReadOnlyList<UpstreamRow> Upstreams { get; init; } = [];

    public OwnHostGuard Guard { get; init; } = new([]);

    /// <summary>Those of other namespaces.</summary>
    public (string Netns, OwnHostGuard Guard)[] Others { get; init; } = [];

    public bool BlockUnmatched { get; init; }

    public FoundRoute Of(string place, ushort port = 443, string client = "192.0.2.9", Upstream? upstream = null)
    {
        bool isAddress = NetAddress.TryParse(place, out NetAddress address);
        FlowFacts facts = new(isAddress ? default : DomainName.Parse(place), port, NetAddress.Parse(client), "lan", Transport.Tcp, LearntBy.Phantom);
        Snapshot snapshot = SnapshotCompiler.Compile(new TableRows([], [], [], Upstreams, Rules), 1).Snapshot!;
        RouteSearch search = new(snapshot, new FixedGuard(Guard, Others), BlockUnmatched, null);
        Waypoint? name = search.Begin(new Waypoint(facts, isAddress ? address : null, upstream));
        while (name is { } at)
            name = search.Take(at, Resolve(at.Facts.Domain.Value));
        Route route = search.Finish(Candidates.None);
        return new FoundRoute(route.Outcome, route.Reason, route.RuleId, route.AddressRuleId, route.Rewrites, search.Found);
    }

    private Resolution Resolve(string name) => Names.TryGetValue(name, out string[]? known)
        ? new Resolution(Outcome.Ok, [.. known.Select(NetAddress.Parse)], Source)
        : new Resolution(Outcome.NameNotFound, [], ResolutionSource.Server, "no such name");
}
