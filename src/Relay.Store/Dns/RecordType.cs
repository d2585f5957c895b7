using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using static Relay.Store.Dns.RecordField;

namespace Relay.Store.Dns;

/// <summary>A type of record as zone files name it, and what its content consists of.</summary>
public sealed class RecordType
{
    private const string UnknownMark = "TYPE";

    private static readonly RecordType[] Known =
    [
        new("A", DnsType.A, "192.0.2.1", IPv4),
        new("AAAA", DnsType.Aaaa, "2001:db8::1", IPv6),
        new("CAA", DnsType.Caa, "0 issue \"ca.example.net\"", RecordField.Byte, Tag, Value),
        new("CERT", DnsType.Cert, "1 0 0 MIIB...", Short, Short, RecordField.Byte, Base64),
        new("CNAME", DnsType.Cname, "www.example.com", Name),
        new("DNAME", DnsType.Dname, "example.com", Name),
        new("DS", DnsType.Ds, "60485 13 2 and a hash in hexadecimal digits", Short, RecordField.Byte, RecordField.Byte, Hex),
        new("HINFO", DnsType.Hinfo, "\"RFC8482\" \"\"", Text, Text),
        new("HTTPS", DnsType.Https, "1 . alpn=h2", Short, Name, Parameters),
        new("LOC", DnsType.Loc, "52 22 23 N 4 53 32 E -2m", Location),
        new("MX", DnsType.Mx, "10 mail.example.com", Short, Name),
        new("NAPTR", DnsType.Naptr, "100 10 \"S\" \"SIP+D2U\" \"\" _sip._udp.example.com", Short, Short, Text, Text, Text, Name),
        new("NS", DnsType.Ns, "ns.example.com", Name),
        new("OPENPGPKEY", DnsType.OpenPgpKey, "mQENBF...", Base64),
        new("PTR", DnsType.Ptr, "www.example.com", Name),
        new("SMIMEA", DnsType.Smimea, "3 0 1 and a hash in hexadecimal digits", RecordField.Byte, RecordField.Byte, RecordField.Byte, Hex),
        new("SOA", DnsType.Soa, "ns.example.com admin.example.com 1 3600 600 86400 300", Name, Name, Long, Long, Long, Long, Long),
        new("SRV", DnsType.Srv, "0 5 5060 sip.example.com", Short, Short, Short, Name),
        new("SSHFP", DnsType.Sshfp, "4 2 and a hash in hexadecimal digits", RecordField.Byte, RecordField.Byte, Hex),
        new("SVCB", DnsType.Svcb, "1 svc.example.com port=8443", Short, Name, Parameters),
        new("TLSA", DnsType.Tlsa, "3 1 1 and a hash in hexadecimal digits", RecordField.Byte, RecordField.Byte, RecordField.Byte, Hex),
        new("TXT", DnsType.Txt, "\"v=spf1 -all\"", Texts),
        new("URI", DnsType.Uri, "10 1 \"https://www.example.com/\"", Short, Short, Value),
    ];

    private static readonly FrozenDictionary<string, RecordType> ByName = Known.ToFrozenDictionary(type => type.Word);

    private static readonly FrozenDictionary<ushort, RecordType> ByCode = Known.ToFrozenDictionary(type => type.Code);

    private RecordType(string word, ushort code, string example, params RecordField[] fields) => (Word, Code, Example, Fields) = (word, code, example, fields);

    /// <summary>The names of the types that have one here.</summary>
    public static IEnumerable<string> Words => Known.Select(type => type.Word);

    /// <summary>In upper case; <c>TYPE65280</c> for one that has no name here (RFC 3597 section 5).</summary>
    public string Word { get; }

    public ushort Code { get; }

    internal string Example { get; }

    internal IReadOnlyList<RecordField> Fields { get; }

    /// <summary>The name of a type, or <c>TYPE</c> and its number.</summary>
    public static string WordOf(ushort code) => ByCode.TryGetValue(code, out RecordType? known) ? known.Word : string.Create(CultureInfo.InvariantCulture, $"{UnknownMark}{code}");

    /// <summary>Reads the name of a type that may have records in a table.</summary>
    public static bool TryParse(string word, [NotNullWhen(true)] out RecordType? type, [NotNullWhen(false)] out string? fault)
    {
        if (ByName.TryGetValue(word, out type))
        {
            fault = null;
            return true;
        }
        fault = !word.StartsWith(UnknownMark, StringComparison.Ordinal)
            || !ushort.TryParse(word.AsSpan(UnknownMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ushort code)
                ? $"is none of {string.Join(", ", Words)}, and not TYPE with a number"
            : WordOf(code) != word ? $"is spelt another way: write {WordOf(code)}"
            : DnsType.IsMeta(code) ? "is no type of records"
            : DnsType.IsOfDnssec(code) ? "is made by the server that signs"
            : null;
        type = fault is null ? new RecordType(word, ushort.Parse(word.AsSpan(UnknownMark.Length), CultureInfo.InvariantCulture), "\\# 3 abcdef", Unknown) : null;
        return fault is null;
    }
}
