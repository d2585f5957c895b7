namespace Relay.Store.Answers;

/// <summary>What the one zone, <c>.</c>, says of itself, and how long answers may be kept.</summary>
internal static class RootZone
{
    public const string Name = ".";

    /// <summary>Under <c>invalid</c> (RFC 6761 section 6.4), so that nobody takes it for a server of the Internet's.</summary>
    public const string NameServer = "a.urelay.invalid";

    /// <summary>
    /// A phantom is its name's for ever, and a rule that comes later is applied to the flow, not to the address: a kept answer is never wrong. Five
    /// minutes bound how long a retired pool goes on being used.
    /// </summary>
    public const uint PositiveTtl = 300;

    /// <summary>
    /// What the next COMMIT may change: that a name does not exist, what a rule answers, which name an address is pinned to. COMMIT is deploy, and one
    /// second is the least that caches still gain from.
    /// </summary>
    public const uint VolatileTtl = 1;

    /// <summary>RFC 1035 section 3.3.13; the last number is the negative TTL of RFC 2308 section 4, and the record's own TTL equals it.</summary>
    public static readonly DnsRecord Soa =
        new(Name, DnsType.Soa, VolatileTtl, Content: $"{NameServer}. hostmaster.urelay.invalid. 1 3600 600 86400 1");

    public static readonly DnsRecord Ns = new(Name, DnsType.Ns, PositiveTtl, Target: NameServer);
}
