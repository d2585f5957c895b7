using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>The rows of <c>dns_zone</c> as zones of their own, for a server that walks up from a name until it finds one.</summary>
public static class ZoneApexes
{
    /// <summary>The SOA or NS of a zone; nothing for every other name, and for a zone that cannot be answered from.</summary>
    public static DnsAnswer Of(in DnsQuestion question, Snapshot? snapshot) =>
        question.Type is DnsType.Soa or DnsType.Ns && snapshot is not null && ZoneAnswers.ApexOf(question, snapshot.Zones) is { } answer
            ? answer
            : new DnsAnswer(DnsAnswerKind.Answer, [], null);

    /// <summary>In lower case, without final dots.</summary>
    public static IReadOnlyList<string> NamesOf(Snapshot snapshot) =>
        [.. snapshot.Zones.Nodes.Where(static node => node.Value is { IsApex: true, IsBroken: false }).Select(static node => node.Key.ToString()).Order(StringComparer.Ordinal)];
}
