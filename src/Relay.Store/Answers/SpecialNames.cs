using Relay.Store.Model;
using Relay.Store.Model.Rewrites;

namespace Relay.Store.Answers;

/// <summary>Names that have a meaning of their own and never a phantom (IANA "Special-Use Domain Names", and those that switch a client's own resolver off).</summary>
internal static class SpecialNames
{
    public const string Ipv4Only = "ipv4only.arpa";

    // RFC 7050 section 2.2: the well-known addresses, 192.0.0.170 and 192.0.0.171.
    private const uint WellKnownA = 0xc000_00aa, WellKnownB = 0xc000_00ab;

    public static readonly NetPrefix WellKnown = new(NetAddress.FromIPv4(WellKnownA), 127);

    private static readonly NetAddress Loopback4 = NetAddress.FromIPv4(0x7f00_0001), Loopback6 = new(1);

    public static bool TryAnswer(in DnsQuestion question, Pool pool, Snapshot snapshot, out DnsAnswer answer)
    {
        ReadOnlySpan<char> name = question.Name;
        DnsAnswer? found = LastLabel(name) switch
        {
            RootZone.Name => Replies.Of(question, RootZone.SoaOf(pool), RootZone.Ns),
            // RFC 6761 section 6.3.
            "localhost" => Replies.Of(question, Replies.Address(question, Loopback4), Replies.Address(question, Loopback6)),
            // RFC 6761 section 6.4; RFC 6762 section 22.1 (multicast DNS is not for a server); RFC 9476 section 2 (names of other systems).
            "invalid" or "local" or "alt" => Replies.NxDomain,
            // RFC 7686 section 2: never looked up, unless a rule knows a way to Tor.
            "onion" when !snapshot.Rules.HasRuleUnderOnion => Replies.NxDomain,
            "arpa" => Arpa(question, pool, snapshot),
            // Mozilla's canary: NXDOMAIN keeps Firefox from DNS over HTTPS, which would not give phantoms.
            "net" when NameText.IsAtOrBelow(name, "use-application-dns.net") => Replies.NxDomain,
            // Apple's: "no error no answer" turns iCloud Private Relay off.
            "com" when NameText.IsAtOrBelow(name, "mask.icloud.com") || NameText.IsAtOrBelow(name, "mask-h2.icloud.com") => Replies.NoData(question),
            // RFC 9461 section 3, RFC 9462 section 5: a resolver's own designation of an encrypted one, which would not give phantoms.
            _ when name.StartsWith("_dns.", StringComparison.OrdinalIgnoreCase) => Replies.NoData(question),
            _ => null,
        };
        answer = found.GetValueOrDefault();
        return found.HasValue;
    }

    private static DnsAnswer? Arpa(in DnsQuestion question, Pool pool, Snapshot snapshot)
    {
        ReadOnlySpan<char> name = question.Name;
        // RFC 9462 section 6.4: no discovery of encrypted resolvers, for any type and any name below. arpa itself is no host.
        if (NameText.IsAtOrBelow(name, "resolver.arpa") || name.Length == "arpa".Length)
            return Replies.NoData(question);
        if (NameText.IsAtOrBelow(name, "home.arpa"))
            return HomeNetwork(question, pool, snapshot);
        if (!NameText.TryGetBelow(name, Ipv4Only, out ReadOnlySpan<char> below))
            return null;
        // RFC 8880 section 7.1: the zone holds nothing but its apex.
        return below.IsEmpty ? Replies.Of(question, WellKnownAddresses(question, pool, snapshot)) : Replies.NxDomain;
    }

    /// <summary>
    /// RFC 8375 section 4: the zone is empty, and no resolver of the Internet is asked for it; unless the administrator has said where a name of it is.
    /// </summary>
    private static DnsAnswer? HomeNetwork(in DnsQuestion question, Pool pool, Snapshot snapshot)
    {
        if (DomainName.TryParse(question.Name, out DomainName domain))
        {
            if (snapshot.Hosts.TryGet(domain, out _) || snapshot.StaticMappings.TryGet(domain, out _))
                return null;
            if (SpecialDomain.TryRead(domain, out SpecialName special))
                return Speaking(question, pool, snapshot, special);
        }
        bool isAbove = question.Name.Length == "home.arpa".Length || domain.Value is SpecialDomain.Name;
        return isAbove ? Replies.NoData(question) : Replies.NxDomain;
    }

    /// <summary>The address of a name that says what it stands for. There is a form for IPv4; an IPv6 address has no room in one, so its name has a phantom, as others.</summary>
    private static DnsAnswer? Speaking(in DnsQuestion question, Pool pool, Snapshot snapshot, in SpecialName special)
    {
        if (special.Literal is { IsIPv4: false })
            return null;
        if (special.Literal is { } four)
            return Replies.Of(question, Replies.Address(question, PoolAddress.OfIPv4(pool.Prefix, four), RootZone.VolatileTtl));
        return snapshot.Substitutions.TryGet(special.Group, out _)
            ? Replies.Of(question, Replies.Address(question, PoolAddress.OfMember(pool.Prefix, (ushort)special.Group, special.Number), RootZone.VolatileTtl))
            : Replies.NxDomain;
    }

    /// <summary>RFC 7050: the well-known addresses, and the same in each NAT64 prefix of the view, from which clients learn the prefix.</summary>
    private static DnsRecord[] WellKnownAddresses(in DnsQuestion question, Pool pool, Snapshot snapshot)
    {
        List<DnsRecord> records =
        [
            Replies.Address(question, NetAddress.FromIPv4(WellKnownA)),
            Replies.Address(question, NetAddress.FromIPv4(WellKnownB)),
        ];
        foreach (Pool other in snapshot.Pools)
        {
            if (other.Kind != PoolKind.Nat64 || (other.Listener is not null && other.Listener != pool.Listener))
                continue;
            records.Add(Replies.Address(question, Rfc6052.Embed(other.Prefix, NetAddress.FromIPv4(WellKnownA))));
            records.Add(Replies.Address(question, Rfc6052.Embed(other.Prefix, NetAddress.FromIPv4(WellKnownB))));
        }
        return [.. records];
    }

    /// <summary>The one of the last labels treated here that the name ends in; null for every other.</summary>
    private static string? LastLabel(ReadOnlySpan<char> name)
    {
        if (name is RootZone.Name)
            return RootZone.Name;
        foreach (string label in (ReadOnlySpan<string>)["com", "net", "arpa", "localhost", "local", "invalid", "onion", "alt"])
        {
            if (NameText.IsAtOrBelow(name, label))
                return label;
        }
        return null;
    }
}
