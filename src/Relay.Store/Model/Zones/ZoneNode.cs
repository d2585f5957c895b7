using System.Collections.Immutable;
using Relay.Store.Dns;

namespace Relay.Store.Model.Zones;

/// <summary>
/// A name that exists because the tables say so: it has records, is a zone's, or others lie below it (an empty non-terminal, RFC 4592 section 2.2.2). Immutable.
/// </summary>
internal sealed class ZoneNode
{
    public static readonly ZoneNode Nothing = new([], false, 0, false);

    // Made when it is first asked for: names are changed more often than all of them are looked at.
    private IReadOnlyList<ZoneRecord>? records;
    private readonly bool hasBadDname;

    private ZoneNode(ImmutableArray<ZoneEntry> entries, bool isApex, int below, bool hasWildcard)
    {
        (Entries, IsApex, Below, HasWildcard) = (entries, isApex, below, hasWildcard);
        HasDname = entries.Any(static entry => entry.Record is { Type: DnsType.Dname });
        hasBadDname = HasDname && (HasCname || below > 0 || entries.Count(static entry => entry.Record is { Type: DnsType.Dname }) > 1);
        IsBroken = entries.Any(static entry => entry.Record is null) || (HasCname && (isApex || entries.Length > 1)) || hasBadDname;
    }

    /// <summary>In order of id.</summary>
    public ImmutableArray<ZoneEntry> Entries { get; }

    /// <summary>Whether a row of <c>dns_zone</c> has this name.</summary>
    public bool IsApex { get; }

    /// <summary>How many names with rows lie below.</summary>
    public int Below { get; }

    /// <summary>Whether the name <c>*</c> below has rows.</summary>
    public bool HasWildcard { get; }

    /// <summary>All that the name owns; those of one type have one TTL (RFC 2181 section 5.2). Nothing where <see cref="IsBroken"/>.</summary>
    public IReadOnlyList<ZoneRecord> Records => records ??= Served();

    /// <summary>Some row is such that nobody knows what the name is to be answered with.</summary>
    public bool IsBroken { get; }

    /// <summary>All names below are aliases of those below another (RFC 6672).</summary>
    public bool HasDname { get; }

    public bool HasRows => IsApex || !Entries.IsEmpty;

    private bool HasCname => Entries.Any(static entry => entry.Record is { Type: DnsType.Cname });

    public ZoneNode With(IEnumerable<ZoneEntry> entries) => With(Entries.AddRange(entries).Sort(static (left, right) => left.Id.CompareTo(right.Id)));

    public ZoneNode Without(HashSet<long> ids) => With(Entries.RemoveAll(entry => ids.Contains(entry.Id)));

    public ZoneNode With(bool isApex) => new(Entries, isApex, Below, HasWildcard);

    public ZoneNode Above(int change) => new(Entries, IsApex, Below + change, HasWildcard);

    public ZoneNode AboveWildcard(bool isThere) => new(Entries, IsApex, Below, isThere);

    /// <summary>What is wrong with a row, beside others.</summary>
    public string? FaultOf(ZoneEntry entry) => entry switch
    {
        { Fault: not null } => $"{entry.Fault}; its name is answered SERVFAIL until then",
        { Record.Type: DnsType.Cname } when IsBroken => "a name that has a CNAME has no other records, and is no zone (RFC 1034 section 3.6.2): delete one of them; the name is answered SERVFAIL until then",
        { Record.Type: DnsType.Dname } when hasBadDname =>
            "a name that has a DNAME has no other, no CNAME, and no rows of dns_record or dns_zone below it (RFC 6672 section 2.4): delete one of them; it and all below are answered SERVFAIL until then",
        { Record.Type: DnsType.Soa or DnsType.Ns } when !IsApex => "type SOA and NS are for the name of a row of dns_zone: insert that row, or delete this one; there are no delegations",
        { Record.Type: DnsType.Soa } when entry != Entries.First(each => each.Record is { Type: DnsType.Soa }) => "the zone has a SOA already: delete one of them",
        _ => null,
    };

    private ZoneNode With(ImmutableArray<ZoneEntry> entries) => new(entries, IsApex, Below, HasWildcard);

    private ZoneRecord[] Served()
    {
        if (IsBroken || Entries.IsEmpty)
            return [];
        ZoneRecord[] good = [.. Entries.Where(entry => FaultOf(entry) is null).Select(static entry => entry.Record!)];
        Dictionary<ushort, uint> ttls = good.GroupBy(static record => record.Type).ToDictionary(static group => group.Key, static group => group.Min(static record => record.Ttl));
        return [.. good.Select(record => record with { Ttl = ttls[record.Type] })];
    }
}
