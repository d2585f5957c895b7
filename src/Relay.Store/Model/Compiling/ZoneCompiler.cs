using System.Diagnostics.CodeAnalysis;
using Relay.Store.Dns;
using Relay.Store.Model.Zones;
using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>
/// Rows of <c>dns_zone</c> and <c>dns_record</c>. Without its name nobody knows what a row is about, and the change is rejected; where only the rest is wrong, the
/// name is answered SERVFAIL, never with something else.
/// </summary>
internal static class ZoneCompiler
{
    private const string WildcardMark = "*.";

    /// <summary>False where the name is none.</summary>
    public static bool TryZone(DnsZoneRow row, [NotNullWhen(false)] out string? fault)
    {
        bool good = TryName(row.Name, out _, out fault);
        fault = good ? null : $"name {fault}";
        return good;
    }

    /// <summary>False where the name is none.</summary>
    public static bool TryRecord(DnsRecordRow row, [NotNullWhen(true)] out ZoneEntry? entry, [NotNullWhen(false)] out string? fault)
    {
        bool isWildcard = row.Name.StartsWith(WildcardMark, StringComparison.Ordinal);
        entry = null;
        if (!TryName(isWildcard ? row.Name[WildcardMark.Length..] : row.Name, out _, out fault, isWildcard ? WildcardMark : ""))
        {
            fault = $"name {fault}";
            return false;
        }
        entry = TryContent(row, out ZoneRecord? record, out string? wrong) ? new ZoneEntry(row.Id, record, null) : new ZoneEntry(row.Id, null, wrong);
        return true;
    }

    private static bool TryContent(DnsRecordRow row, [NotNullWhen(true)] out ZoneRecord? record, out string? fault)
    {
        record = null;
        if (row.Ttl is < 0 or > int.MaxValue)
            fault = $"ttl {row.Ttl} is out of range: write 0 to {int.MaxValue}";
        else if (!RecordType.TryParse(row.Type, out RecordType? type, out fault))
            fault = $"type {Quote(row.Type)} {fault}";
        else if (type.Code == DnsType.Dname && row.Name.StartsWith(WildcardMark, StringComparison.Ordinal))
            fault = "type DNAME is for all names below its own, and no wildcard's (RFC 6672 section 3.3): write its name without the wildcard";
        else if (!RecordContent.TryEncode(type, row.Content, out byte[]? data, out fault))
            fault = $"content {Quote(row.Content)} {fault}";
        else
            record = new ZoneRecord(type.Code, (uint)row.Ttl, row.Content, data);
        return record is not null;
    }
}
