using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// Builds answers from everything a name owns, so that NODATA (it owns something else, or nothing) and NXDOMAIN (there is no such name) cannot be confused.
/// </summary>
internal static class Replies
{
    public static readonly DnsAnswer NxDomain = new(DnsAnswerKind.NxDomain, [], RootZone.Soa);

    public static readonly DnsAnswer ServFail = new(DnsAnswerKind.ServFail, [], null);

    private static readonly DnsAnswer Empty = new(DnsAnswerKind.Answer, [], RootZone.Soa);

    /// <summary>
    /// The name exists and owns nothing. ANY then gets the HINFO of RFC 8482 section 4.2, never an empty answer: PowerDNS asks ANY for every type and
    /// takes an empty answer for NXDOMAIN.
    /// </summary>
    public static DnsAnswer NoData(in DnsQuestion question) => question.Type == DnsType.Any
        ? Answer(new DnsRecord(question.Name, DnsType.Hinfo, RootZone.VolatileTtl, Content: "\"RFC8482\" \"\""))
        : Empty;

    /// <summary>Those of <paramref name="owned"/>, all that the name owns, which were asked for.</summary>
    public static DnsAnswer Of(in DnsQuestion question, params ReadOnlySpan<DnsRecord> owned)
    {
        if (question.Type == DnsType.Any && !owned.IsEmpty)
            return Answer(owned.ToArray());
        List<DnsRecord> asked = [];
        foreach (DnsRecord record in owned)
        {
            if (record.Type == question.Type)
                asked.Add(record);
        }
        return asked.Count > 0 ? Answer([.. asked]) : NoData(question);
    }

    public static DnsRecord Address(in DnsQuestion question, NetAddress address, uint ttl = RootZone.PositiveTtl) =>
        new(question.Name, address.IsIPv4 ? DnsType.A : DnsType.Aaaa, ttl, Address: address);

    public static DnsRecord Pointer(in DnsQuestion question, string target, uint ttl = RootZone.PositiveTtl) =>
        new(question.Name, DnsType.Ptr, ttl, Target: target);

    private static DnsAnswer Answer(params DnsRecord[] records) => new(DnsAnswerKind.Answer, records, null);
}
