using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>What the internet side has a word in, where the pool says so: whether a name exists, and records that are no addresses. Only clients are answered so.</summary>
internal static class InternetSide
{
    /// <summary>Null where the relay's own word is enough.</summary>
    public static DnsAnswer? For(in DnsQuestion question, DomainName domain, Pool pool, Snapshot snapshot, IPhantoms phantoms, in DnsLookUp lookUp)
    {
        if (question.Asker != DnsAsker.Client)
            return null;
        bool isAsked = lookUp.Asked == domain;
        if (pool.CheckExists.Contains(domain) && !Exists(domain, snapshot, phantoms))
        {
            if (!isAsked || !lookUp.IsSeen)
                return new DnsAnswer(DnsAnswerKind.WantsExistence, [], null, Wanted: domain);
            if (lookUp.Exists is not true)
                return lookUp.Exists is null ? Replies.ServFail(DnsReason.Unresolved) : Replies.NxDomain;
        }
        if (!pool.Forward.Contains(question.Type))
            return null;
        if (!isAsked || !lookUp.HasRecords)
            return new DnsAnswer(DnsAnswerKind.WantsRecords, [], null, Wanted: domain);
        return lookUp.Records is { } records ? Replies.Of(question, [.. Shown(question, records)]) : Replies.ServFail(DnsReason.Unresolved);
    }

    /// <summary>What the administrator wrote, what a rule leads elsewhere, what says itself what it stands for, and what has a phantom already; a name with an underscore is asked for records only (RFC 8552).</summary>
    private static bool Exists(DomainName domain, Snapshot snapshot, IPhantoms phantoms) =>
        NameText.IsUnderscored(domain.Value) || SpecialDomain.Contains(domain) || snapshot.Rules.MayRewrite(domain) || snapshot.StaticMappings.TryGet(domain, out _) || snapshot.Hosts.TryGet(domain, out _) || phantoms.TryGet(domain, out _);

    /// <summary>Under the asked name, also where aliases led to them: a resolver that was told of an alias would ask for its addresses, and rules would see that name.</summary>
    private static IEnumerable<DnsRecord> Shown(DnsQuestion question, ForeignRecords records)
    {
        bool isService = question.Type is DnsType.Https or DnsType.Svcb;
        foreach (byte[] data in records.Data)
        {
            if ((isService ? SvcbFilter.Filter(data) : data) is { } shown)
                yield return new DnsRecord(question.Name, question.Type, records.Ttl, Data: shown);
        }
    }
}
