using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// Builds answers from everything a name owns, so that NODATA (it owns something else, or nothing) and NXDOMAIN (there is no such name) cannot be confused.
/// </summary>
internal static class Replies
{
    public static readonly DnsAnswer NxDomain = new(DnsAnswerKind.NxDomain, [], RootZone.Soa);

    private static readonly DnsAnswer Failure = new(DnsAnswerKind.ServFail, [], null);

    private static readonly DnsAnswer Empty = new(DnsAnswerKind.Answer, [], RootZone.Soa);

    private static readonly DnsRecord Placeholder = DnsRecord.Of(RootZone.Name, "HINFO", RootZone.VolatileTtl, "\"RFC8482\" \"\"");

    /// <summary>
    /// The name exists and owns nothing. ANY then gets the HINFO of RFC 8482 section 4.2, never an empty answer: PowerDNS asks ANY for every type and
    /// takes an empty answer for NXDOMAIN.
    /// </summary>
    public static DnsAnswer NoData(in DnsQuestion question) => question.Type == DnsType.Any ? Answer(Placeholder with { Name = question.Name }) : Empty;

    /// <summary>
    /// Those of <paramref name="owned"/>, all that the name owns, which were asked for. ANY is all of them to PowerDNS; to a client it is those of one type (RFC 8482
    /// section 4.1), so that nobody is flooded with what he did not ask for.
    /// </summary>
    public static DnsAnswer Of(in DnsQuestion question, params ReadOnlySpan<DnsRecord> owned)
    {
        if (owned.IsEmpty)
            return NoData(question);
        if (question is { Type: DnsType.Any, Asker: not DnsAsker.Client })
            return Answer(owned.ToArray());
        ushort type = question.Type == DnsType.Any ? owned[0].Type : question.Type;
        int count = 0;
        foreach (DnsRecord record in owned)
            count += record.Type == type ? 1 : 0;
        if (count == 0)
            return NoData(question);
        // Exactly as many as there are: most answers have one, and there are a hundred thousand a second.
        DnsRecord[] asked = new DnsRecord[count];
        foreach (DnsRecord record in owned)
        {
            if (record.Type == type)
                asked[^count--] = record;
        }
        return Answer(asked);
    }

    public static DnsAnswer ServFail(DnsReason reason) => Failure with { Reason = reason };

    /// <summary>The aliases that led from the asked name to the one that is answered for, and its answer, which decides (RFC 6604 section 3).</summary>
    public static DnsAnswer After(IReadOnlyList<DnsRecord> aliases, in DnsAnswer answer) =>
        answer.Kind is DnsAnswerKind.Answer or DnsAnswerKind.NxDomain or DnsAnswerKind.YxDomain ? answer with { Records = [.. aliases, .. answer.Records] } : answer;

    public static bool IsPlaceholder(DnsRecord record) => record.Type == DnsType.Hinfo && record.Content == Placeholder.Content;

    public static DnsRecord Address(in DnsQuestion question, NetAddress address, uint ttl = RootZone.PositiveTtl) =>
        new(question.Name, address.IsIPv4 ? DnsType.A : DnsType.Aaaa, ttl, Address: address);

    public static DnsRecord Pointer(in DnsQuestion question, string target, uint ttl = RootZone.PositiveTtl) =>
        new(question.Name, DnsType.Ptr, ttl, Target: target);

    private static DnsAnswer Answer(params DnsRecord[] records) => new(DnsAnswerKind.Answer, records, null);
}
