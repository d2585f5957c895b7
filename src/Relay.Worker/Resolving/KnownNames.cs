using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>The names that no server is asked for: those with addresses that the administrator gave, and those that standards speak of.</summary>
/// <param name="given">Names with addresses, before those of the table <c>host</c>.</param>
internal sealed class KnownNames(IReadOnlyDictionary<DomainName, NetAddress[]> given)
{
    /// <summary>Null for a name that is to be asked for.</summary>
    public Resolution? Find(DomainName name, Snapshot snapshot) =>
        given.TryGetValue(name, out NetAddress[]? addresses) ? Resolution.OfHosts(addresses)
        : snapshot.Hosts.TryGet(name, out ReadOnlySpan<NetAddress> rows) ? Resolution.OfHosts(rows)
        : name.IsAtOrBelow("localhost") ? Resolution.Loopback
        : name.IsAtOrBelow("invalid") || name.IsAtOrBelow("onion") ? Resolution.NeverAsked
        : null;
}
