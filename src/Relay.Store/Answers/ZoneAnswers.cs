using System.Buffers.Binary;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Store.Model.Zones;

namespace Relay.Store.Answers;

/// <summary>
/// The tables <c>dns_zone</c> and <c>dns_record</c>. In a zone they are the whole truth: what they do not have does not exist. Outside, records stand beside what the
/// name has anyway; those of addresses, and CNAME, in the place of its phantom address.
/// </summary>
internal static class ZoneAnswers
{
    public static ZoneAnswer For(in DnsQuestion question, DnsZones zones)
    {
        if (zones.IsEmpty)
            return default;
        ZoneMatch match = zones.Find(question.Name);
        if (match.Node is not { } node)
            return match.Zone is null ? default : new ZoneAnswer(Replies.NxDomain with { Soa = SoaOf(match) });
        if (node.IsBroken)
            return new ZoneAnswer(Replies.ServFail(DnsReason.BrokenRecord));
        if (match.BelowDname > 0)
            return BelowDname(question, node, match.BelowDname);
        DnsRecord[] owned = OwnedBy(question, node);
        if (owned is [{ Type: DnsType.Cname } alias] && question.Type is not (DnsType.Cname or DnsType.Any))
            return new ZoneAnswer(null, alias);
        DnsAnswer answer = Replies.Of(question, owned);
        if (match.Zone is not null)
            return new ZoneAnswer(answer.Soa is null ? answer : answer with { Soa = SoaOf(match) });
        ushort type = question.Type;
        bool isAddressed = owned.Any(static record => record.Type is DnsType.A or DnsType.Aaaa or DnsType.Cname);
        bool isTheirs = (isAddressed && type is (DnsType.A or DnsType.Aaaa or DnsType.Any)) || owned.Any(record => record.Type == type);
        return isTheirs ? new ZoneAnswer(answer) : new ZoneAnswer(null, Beside: owned);
    }

    /// <summary>What others answer for a name of which the tables know something: it exists, and ANY has both.</summary>
    public static DnsAnswer Join(in DnsQuestion question, in DnsAnswer answer, IReadOnlyList<DnsRecord> beside)
    {
        if (answer.Kind == DnsAnswerKind.NxDomain)
            return Replies.Of(question, [.. beside]);
        return answer.Kind == DnsAnswerKind.Answer && question.Type == DnsType.Any && beside.Count > 0
            ? Replies.Of(question, [.. beside, .. answer.Records.Where(record => !Replies.IsPlaceholder(record))])
            : answer;
    }

    /// <summary>What the zone of that very name has of the asked type; null where there is no such zone.</summary>
    public static DnsAnswer? ApexOf(in DnsQuestion question, DnsZones zones) =>
        zones.Find(question.Name) is { Node: { IsApex: true, IsBroken: false } apex, BelowDname: 0 } ? Replies.Of(question, OwnedBy(question, apex)) : null;

    /// <summary>
    /// A name below one that has a DNAME is an alias of the name below its target (RFC 6672 section 3.2). PowerDNS, which takes what it gets for the name's own, gets the alias alone.
    /// </summary>
    private static ZoneAnswer BelowDname(in DnsQuestion question, ZoneNode node, int length)
    {
        ZoneRecord dname = node.Records.Single(static record => record.Type == DnsType.Dname);
        DnsRecord? origin = question.Asker == DnsAsker.Client ? RecordOf(question.Name[(length + 1)..], dname) : null;
        DnsRecord[] origins = origin is null ? [] : [origin];
        string target = dname.Content.TrimEnd('.'), name = target.Length == 0 ? question.Name[..length] : $"{question.Name[..length]}.{target}";
        if (!DnsNameCodec.TryEncode(name, stackalloc byte[DnsNameCodec.MaxWire], out _))
            return new ZoneAnswer(new DnsAnswer(DnsAnswerKind.YxDomain, origins, null));
        DnsRecord alias = new(question.Name, DnsType.Cname, dname.Ttl, Target: name);
        return question.Type is DnsType.Cname or DnsType.Any
            ? new ZoneAnswer(new DnsAnswer(DnsAnswerKind.Answer, [.. origins, alias], null))
            : new ZoneAnswer(null, alias, origin);
    }

    private static DnsRecord[] OwnedBy(in DnsQuestion question, ZoneNode node)
    {
        string name = question.Name;
        IEnumerable<DnsRecord> owned = node.Records.Select(record => RecordOf(name, record));
        // To PowerDNS a SOA below "." is another zone, which nobody signs, and an NS a referral; to those who validate what it signs a DS is a zone with a key.
        if (question.Asker == DnsAsker.PowerDns)
            owned = owned.Where(static record => record.Type is not (DnsType.Soa or DnsType.Ns or DnsType.Ds));
        else if (node.IsApex)
            owned = [.. Missing(name, node), .. owned];
        return [.. owned];
    }

    /// <summary>What every zone has, where its records do not say it.</summary>
    private static IEnumerable<DnsRecord> Missing(string zone, ZoneNode apex)
    {
        if (apex.Records.All(static record => record.Type != DnsType.Soa))
            yield return RootZone.SoaOf(zone, Pool.DefaultNegativeTtl);
        if (apex.Records.All(static record => record.Type != DnsType.Ns))
            yield return RootZone.NsOf(zone);
    }

    /// <summary>For a negative answer: its TTL is the lesser of the record's own and its MINIMUM, the last number (RFC 2308 section 3).</summary>
    private static DnsRecord SoaOf(in ZoneMatch match)
    {
        string zone = match.Apex.ToString();
        if (match.Zone!.Records.FirstOrDefault(static record => record.Type == DnsType.Soa) is not { } soa)
            return RootZone.SoaOf(zone, Pool.DefaultNegativeTtl);
        uint minimum = BinaryPrimitives.ReadUInt32BigEndian(soa.Data.Span[^sizeof(uint)..]);
        return RecordOf(zone, soa) with { Ttl = Math.Min(soa.Ttl, minimum) };
    }

    private static DnsRecord RecordOf(string name, ZoneRecord record) => record.Type switch
    {
        DnsType.A or DnsType.Aaaa => new DnsRecord(name, record.Type, record.Ttl, Address: NetAddress.FromBytes(record.Data.Span)),
        DnsType.Cname or DnsType.Ns or DnsType.Ptr => new DnsRecord(name, record.Type, record.Ttl, Target: record.Content is "." ? "." : record.Content.TrimEnd('.')),
        _ => new DnsRecord(name, record.Type, record.Ttl, Content: record.Content, Data: record.Data),
    };
}
