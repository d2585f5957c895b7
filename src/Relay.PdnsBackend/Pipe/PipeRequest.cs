using System.Buffers.Text;
using System.Text;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Wire;
using Relay.Store.Model;

namespace Relay.PdnsBackend.Pipe;

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
/// <param name="Question">That of <c>Q</c>.</param>
internal readonly record struct PipeRequest(PipeRequestKind Kind, int Abi = 0, BackendQuestion Question = default)
{
    private const int MinAbi = 1, MaxAbi = 5;

    private const int CommandsFromAbi = 5, MaxFields = 8;

    public static bool IsSpoken(int abi) => abi is >= MinAbi and <= MaxAbi;

    /// <param name="line">One line without its end.</param>
    /// <param name="abi">The version that <c>HELO</c> settled; 0 before, and then nothing but <c>HELO</c> is understood.</param>
    public static PipeRequest Parse(ReadOnlySpan<byte> line, int abi)
    {
        // Its text may have any number of fields.
        if (abi >= CommandsFromAbi && line.StartsWith("CMD\t"u8))
            return new(PipeRequestKind.Command);
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
        return tag.SequenceEqual("PING"u8) && count == 1 ? new(PipeRequestKind.Ping) : default;
    }

    private static int FieldsOfQuery(int abi) => abi switch { 1 => 6, 2 => 7, _ => 8 };

    private static PipeRequest ParseQuery(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        ReadOnlySpan<byte> name = line[fields[1]];
        if (!PdnsName.IsValid(name) || !line[fields[2]].SequenceEqual("IN"u8) || line[fields[3]].IsEmpty
            || !TryParseNumber(line[fields[4]], out _) || !PdnsAddress.TryParse(line[fields[5]], out NetAddress client))
            return default;
        return new(PipeRequestKind.Query, Question: new BackendQuestion(Encoding.ASCII.GetString(name), PdnsType.Parse(line[fields[3]]), client));
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, out int value) =>
        Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
}
