using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>Asks no server: what nobody knows without one is left open.</summary>
internal sealed class NamesAtHand(IReadOnlyDictionary<DomainName, NetAddress[]> given) : IResolver
{
    private static readonly Resolution NotAsked = Resolution.None(Outcome.Open, "no name server was asked");

    private readonly KnownNames known = new(given);

    public ValueTask<Resolution> ResolveAsync(DomainName name, Snapshot snapshot) => new(known.Find(name, snapshot) ?? NotAsked);
}
