namespace Relay.Store.Answers;

/// <summary>Who asks, and so what a question of type ANY means.</summary>
public enum DnsAsker
{
    /// <summary>A client of the built-in listener: ANY is answered with something that the name owns (RFC 8482 section 4), and aliases are followed.</summary>
    Client,

    /// <summary>PowerDNS, which asks ANY for every type and follows aliases itself: all that the name owns, but no zone below <c>.</c>, and no wildcard that nobody wrote.</summary>
    PowerDns,

    /// <summary>The same, but the rows of <c>dns_zone</c> are zones of their own (<see cref="ZoneApexes"/>).</summary>
    PowerDnsWithZones,
}
