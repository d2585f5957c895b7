using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Relay.Store.Answers;
using Relay.Store.Dns;

namespace Relay.PdnsBackend;

/// <summary>
/// What we send. Fields are separated by tabs, and no field may be empty, because PowerDNS takes several tabs for one:
/// <code>
/// OK   text
/// DATA                 qname IN qtype ttl id content        ABI 1, 2
/// DATA scopebits auth  qname IN qtype ttl id content        ABI 3, 4, 5
/// END
/// FAIL
/// </code>
/// A DATA line that PowerDNS cannot read desynchronises it: later questions get earlier answers (PowerDNS issue 386). So each line is checked, and an answer
/// with one that fails the check is <c>FAIL</c> as a whole.
/// </summary>
internal static class PipeReply
{
    /// <summary>PowerDNS asks with the id that our SOA had; there is one zone.</summary>
    private const string ZoneId = "1";

    /// <summary>RFC 2181 section 8.</summary>
    private const uint MaxTtl = int.MaxValue;

    public static void WriteFail(IBufferWriter<byte> to) => to.Write("FAIL\n"u8);

    public static void WriteEnd(IBufferWriter<byte> to) => to.Write("END\n"u8);

    /// <summary>Free text, for the banner and for commands; what is not printable is replaced.</summary>
    public static void WriteText(IBufferWriter<byte> to, string text)
    {
        string printable = string.Create(text.Length, text, static (chars, from) =>
        {
            for (int i = 0; i < from.Length; i++)
                chars[i] = from[i] is '\t' or (>= ' ' and <= '~') ? from[i] : '?';
        });
        Encoding.ASCII.GetBytes(printable + "\n", to);
    }

    /// <summary>
    /// Writes a whole answer. NXDOMAIN is <c>END</c> alone; so is a type that the name has no record of, except to ANY, where an answer has a record whenever the name exists.
    /// </summary>
    /// <returns>False where <c>FAIL</c> was written because a record was not fit to be sent.</returns>
    public static bool WriteAnswer(ArrayBufferWriter<byte> to, int abi, in DnsAnswer answer)
    {
        if (answer.Kind is not (DnsAnswerKind.Answer or DnsAnswerKind.NxDomain))
        {
            WriteFail(to);
            return true;
        }
        int records = answer.Kind == DnsAnswerKind.Answer ? answer.Records.Count : 0;
        for (int i = 0; i < records; i++)
        {
            if (!TryFormat(answer.Records[i], abi, out string? line))
            {
                to.ResetWrittenCount();
                WriteFail(to);
                return false;
            }
            Encoding.ASCII.GetBytes(line, to);
        }
        WriteEnd(to);
        return true;
    }

    private static bool TryFormat(DnsRecord record, int abi, [NotNullWhen(true)] out string? line)
    {
        line = null;
        if (!IsName(record.Name) || PipeType.NameOf(record.Type) is not { } type || record.Ttl > MaxTtl || ContentOf(record) is not { } content)
            return false;
        // Scope 0 lets PowerDNS cache the answer; auth 1 lets it sign the answer.
        string scopeAndAuth = abi >= 3 ? "0\t1\t" : "";
        line = string.Create(CultureInfo.InvariantCulture, $"DATA\t{scopeAndAuth}{record.Name}\tIN\t{type}\t{record.Ttl}\t{ZoneId}\t{content}\n");
        return true;
    }

    private static string? ContentOf(DnsRecord record) => record.Type switch
    {
        DnsType.A => record.Address.IsIPv4 ? record.Address.ToString() : null,
        DnsType.Aaaa => record.Address.IsIPv4 ? null : record.Address.ToString(),
        DnsType.Ptr or DnsType.Ns or DnsType.Cname => IsName(record.Target) ? record.Target : null,
        // A space where PowerDNS wants the tab after the priority kills the co-process.
        DnsType.Mx or DnsType.Srv => IsText(record.Content) && record.Content.IndexOf(' ', StringComparison.Ordinal) is > 0 and int space
            ? $"{record.Content[..space]}\t{record.Content[(space + 1)..]}"
            : null,
        DnsType.Any => null,
        _ => IsText(record.Content) ? record.Content : null,
    };

    private static bool IsName(string? name) => name is not null && Ascii.IsValid(name) && PipeName.IsValid(Encoding.ASCII.GetBytes(name));

    private static bool IsText([NotNullWhen(true)] string? text) =>
        !string.IsNullOrWhiteSpace(text) && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text[0] != ' ' && text[^1] != ' ';
}
