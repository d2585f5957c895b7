using Relay.Store.Model;
using Relay.Worker.Resolving;

namespace Relay.Worker.Tests.Explaining;

/// <summary>A resolver whose servers know what a world says.</summary>
internal sealed class WorldResolver(World world) : IResolver
{
    private readonly KnownNames known = new(new Dictionary<DomainName, NetAddress[]>());

    public ValueTask<Resolution> ResolveAsync(DomainName name, Snapshot snapshot) => new(known.Find(name, snapshot) ?? Ask(name.Value));

    private Resolution Ask(string name) =>
        !world.Served.TryGetValue(name, out string[]? addresses) ? Resolution.None(Outcome.NameNotFound, "there is no such name")
        : addresses.Length == 0 ? Resolution.None(Outcome.ResolverFailed, "no server answers")
        : new Resolution(Outcome.Ok, [.. addresses.Select(NetAddress.Parse)], ResolutionSource.Server);
}
