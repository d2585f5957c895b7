using System.Text;
using Relay.Store.Dns;

namespace Relay.PdnsBackend.Wire;

/// <summary>Record types by the names that PowerDNS knows: those of the tables, and <c>TYPE</c> with a number. A name it does not know would silently become type 0.</summary>
internal static class PdnsType
{
    /// <summary>0 for a type without a name here: we have no record of it.</summary>
    public static ushort Parse(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("ANY"u8) ? DnsType.Any
        : RecordType.TryParse(Encoding.ASCII.GetString(text), out RecordType? type, out _) ? type.Code
        : (ushort)0;

    public static string? NameOf(ushort type) => DnsType.IsMeta(type) || DnsType.IsOfDnssec(type) ? null : RecordType.WordOf(type);
}
