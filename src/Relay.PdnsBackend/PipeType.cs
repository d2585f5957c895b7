using System.Collections.Frozen;
using System.Text;
using Relay.Store.Answers;

namespace Relay.PdnsBackend;

/// <summary>Record types by the names that PowerDNS knows. A name it does not know would silently become type 0.</summary>
internal static class PipeType
{
    private static readonly FrozenDictionary<ushort, string> Names = new Dictionary<ushort, string>
    {
        [DnsType.A] = "A",
        [DnsType.Ns] = "NS",
        [DnsType.Cname] = "CNAME",
        [DnsType.Soa] = "SOA",
        [DnsType.Ptr] = "PTR",
        [DnsType.Hinfo] = "HINFO",
        [DnsType.Mx] = "MX",
        [DnsType.Txt] = "TXT",
        [DnsType.Aaaa] = "AAAA",
        [DnsType.Srv] = "SRV",
        [DnsType.Ds] = "DS",
        [DnsType.Svcb] = "SVCB",
        [DnsType.Https] = "HTTPS",
        [DnsType.Any] = "ANY",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, ushort>.AlternateLookup<ReadOnlySpan<char>> Codes =
        Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>0 for a type without a name here: we have no record of it.</summary>
    public static ushort Parse(ReadOnlySpan<byte> text)
    {
        Span<char> chars = stackalloc char[8];
        return text.Length <= chars.Length && Encoding.ASCII.TryGetChars(text, chars, out int length) && Codes.TryGetValue(chars[..length], out ushort code)
            ? code
            : (ushort)0;
    }

    public static string? NameOf(ushort type) => Names.GetValueOrDefault(type);
}
