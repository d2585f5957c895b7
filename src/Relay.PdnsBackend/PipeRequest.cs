using System.Buffers.Text;
using System.Text;
using Relay.Store.Model;

namespace Relay.PdnsBackend;

/// <summary>
/// A line of PowerDNS' pipe protocol (doc.powerdns.com, "Pipe Backend"), fields separated by tabs:
/// <code>
/// HELO abi
/// Q    qname IN qtype id remote-ip                               ABI 1
/// Q    qname IN qtype id remote-ip local-ip                      ABI 2
/// Q    qname IN qtype id remote-ip local-ip edns-subnet          ABI 3, 4, 5
/// AXFR id                                                        ABI 1, 2, 3
/// AXFR id zone                                                   ABI 4, 5
/// CMD  text                                                      ABI 5
/// PING
/// </code>
/// </summary>
/// <param name="Kind">Which line it is; the rest is set where the line has it.</param>
/// <param name="Abi">The version PowerDNS speaks, of <c>HELO</c>; one we do not speak too.</param>
/// <param name="Name">The asked name as PowerDNS spelt it: any case, RFC 1035 escapes, "." for the root.</param>
/// <param name="Type">The asked type; 0 for one we have no name for, and so no record of.</param>
/// <param name="Client">Who asks; 0.0.0.0 where PowerDNS asks for itself.</param>
internal readonly record struct PipeRequest(PipeRequestKind Kind, int Abi = 0, string Name = "", ushort Type = 0, NetAddress Client = default)
{
    public const int MinAbi = 1, MaxAbi = 5;

    /// <summary>Octets of a line without its end. The longest question is a name of 255 escaped octets and three addresses.</summary>
    public const int MaxLine = 4096;

    private const int MaxFields = 8;

    /// <param name="line">One line without its end.</param>
    /// <param name="abi">The version that <c>HELO</c> settled; 0 before, and then nothing but <c>HELO</c> is understood.</param>
    public static PipeRequest Parse(ReadOnlySpan<byte> line, int abi)
    {
        Span<Range> ranges = stackalloc Range[MaxFields];
        int count = 0;
        foreach (Range range in line.Split((byte)'\t'))
        {
            if (count == MaxFields)
                return default;
            ranges[count++] = range;
        }
        ReadOnlySpan<byte> tag = line[ranges[0]];
        if (tag.SequenceEqual("HELO"u8))
            return count == 2 && TryParseNumber(line[ranges[1]], out int version) ? new(PipeRequestKind.Hello, Abi: version) : default;
        if (abi == 0)
            return default;
        if (tag.SequenceEqual("Q"u8))
            return count == FieldsOfQuery(abi) ? ParseQuery(line, ranges) : default;
        if (tag.SequenceEqual("AXFR"u8))
            return count == (abi < 4 ? 2 : 3) ? new(PipeRequestKind.ZoneTransfer) : default;
        if (tag.SequenceEqual("CMD"u8))
            return abi >= 5 ? new(PipeRequestKind.Command) : default;
        return tag.SequenceEqual("PING"u8) && count == 1 ? new(PipeRequestKind.Ping) : default;
    }

    private static int FieldsOfQuery(int abi) => abi switch { 1 => 6, 2 => 7, _ => 8 };

    private static PipeRequest ParseQuery(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        ReadOnlySpan<byte> name = line[fields[1]];
        if (!PipeName.IsValid(name) || !line[fields[2]].SequenceEqual("IN"u8) || line[fields[3]].IsEmpty
            || !TryParseNumber(line[fields[4]], out _) || !TryParseAddress(line[fields[5]], out NetAddress client))
            return default;
        return new(PipeRequestKind.Query, Name: Encoding.ASCII.GetString(name), Type: PipeType.Parse(line[fields[3]]), Client: client);
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, out int value) =>
        Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;

    /// <summary>A link-local client comes with its zone, <c>fe80::1%eth0</c>.</summary>
    private static bool TryParseAddress(ReadOnlySpan<byte> text, out NetAddress address)
    {
        int zone = text.IndexOf((byte)'%');
        ReadOnlySpan<byte> plain = zone < 0 ? text : text[..zone];
        address = default;
        if (plain.Length > 45)
            return false;
        Span<char> chars = stackalloc char[plain.Length];
        return Encoding.ASCII.TryGetChars(plain, chars, out _) && NetAddress.TryParse(chars, out address);
    }
}
