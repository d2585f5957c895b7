using System.Globalization;
using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>What the zone <c>.</c> says of itself, and zones of the table that say nothing of themselves; and how long answers may be kept.</summary>
internal static class RootZone
{
    public const string Name = ".";

    /// <summary>Under <c>invalid</c> (RFC 6761 section 6.4), so that nobody takes it for a server of the Internet's.</summary>
    public const string NameServer = "a.urelay.invalid";

    /// <summary>What standards say of a name, and what is the relay's for ever.</summary>
    public const uint PositiveTtl = 300;

    /// <summary>
    /// What the next COMMIT may change: what a rule answers, which name an address is pinned to. COMMIT is deploy, and one second is the least that caches
    /// still gain from.
    /// </summary>
    public const uint VolatileTtl = 1;

    public static readonly DnsRecord Soa = SoaOf(Name, Pool.DefaultNegativeTtl);

    public static readonly DnsRecord Ns = NsOf(Name);

    /// <summary>RFC 1035 section 3.3.13; the last number is the negative TTL of RFC 2308 section 4, and the record's own TTL equals it.</summary>
    public static DnsRecord SoaOf(string zone, uint negativeTtl) => DnsRecord.Of(
        zone, "SOA", negativeTtl, string.Create(CultureInfo.InvariantCulture, $"{NameServer}. hostmaster.urelay.invalid. 1 3600 600 86400 {negativeTtl}"));

    public static DnsRecord SoaOf(Pool pool) => pool.NegativeTtl == Soa.Ttl ? Soa : SoaOf(Name, pool.NegativeTtl);

    public static DnsRecord NsOf(string zone) => new(zone, DnsType.Ns, PositiveTtl, Target: NameServer);

    /// <summary>The same answer, with the negative TTL of the view's pool.</summary>
    public static DnsAnswer InView(in DnsAnswer answer, Pool pool) => ReferenceEquals(answer.Soa, Soa) ? answer with { Soa = SoaOf(pool) } : answer;
}
