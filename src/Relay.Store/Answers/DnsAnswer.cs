using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// What a question is answered with. <see cref="Records"/> is the answer section; NODATA is <see cref="DnsAnswerKind.Answer"/> without records,
/// and then, as with NXDOMAIN, <see cref="Soa"/> goes to the authority section (RFC 2308).
/// </summary>
public readonly record struct DnsAnswer(DnsAnswerKind Kind, IReadOnlyList<DnsRecord> Records, DnsRecord? Soa, DomainName Wanted = default, Phantom WantedPhantom = default)
{
    /// <summary>Why it is so, where that is worth a word.</summary>
    public DnsReason? Reason { get; init; }
}
