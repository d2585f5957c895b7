using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Resolving;

/// <summary>The names that no server is asked for: those with addresses that the administrator gave, and those that standards speak of.</summary>
/// <param name="given">Names with addresses, before those of the table <c>host</c>.</param>
internal sealed class KnownNames(IReadOnlyDictionary<DomainName, NetAddress[]> given)
{
    /// <summary>RFC 6761 section 6.3. Whether a flow may go there is for the guard to say.</summary>
    private static readonly NetAddress[] Loopback = [new NetAddress(1), NetAddress.FromIPv4(0x7f000001)];

    /// <summary>RFC 6761 section 6.4 and RFC 7686 section 2: no server is asked.</summary>
    private static readonly LookUp NeverAsked = new(
        Outcome.Ok, new DnsResponse(DnsResponseCode.NxDomain, false), "no name server is asked for names under invalid (RFC 6761) and onion (RFC 7686)") { Source = ResolutionSource.Standard };

    /// <summary>Null for a name that is to be asked for.</summary>
    public NameAnswers? Find(DomainName name, Snapshot snapshot, Families wanted = Families.Both) =>
        given.TryGetValue(name, out NetAddress[]? addresses) ? NameAnswers.Of(addresses, ResolutionSource.Host, wanted)
        : snapshot.Hosts.TryGet(name, out ReadOnlySpan<NetAddress> rows) ? NameAnswers.Of(rows.ToArray(), ResolutionSource.Host, wanted)
        : name.IsAtOrBelow("localhost") ? NameAnswers.Of(Loopback, ResolutionSource.Standard, wanted)
        : name.IsAtOrBelow("invalid") || name.IsAtOrBelow("onion") ? NameAnswers.Of(NeverAsked)
        : null;
}
