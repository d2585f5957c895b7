using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Relay.PdnsBackend.Wire;
using Relay.Store.Answers;

namespace Relay.PdnsBackend.Pipe;

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
    public static void WriteBanner(IBufferWriter<byte> to) => to.Write("OK\turelay-pdns\n"u8);

    public static void WriteFail(IBufferWriter<byte> to) => to.Write("FAIL\n"u8);

    public static void WriteEnd(IBufferWriter<byte> to) => to.Write("END\n"u8);

    /// <summary>Free text, for commands; what is not printable is replaced.</summary>
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
        if (!PdnsRecord.TryMake(record, out PdnsRecord? made))
            return false;
        // Scope 0 lets PowerDNS cache the answer; auth 1 lets it sign the answer.
        string scopeAndAuth = abi >= 3 ? "0\t1\t" : "";
        line = string.Create(CultureInfo.InvariantCulture, $"DATA\t{scopeAndAuth}{made.Name}\tIN\t{made.Type}\t{made.Ttl}\t{PdnsRecord.ZoneId}\t{ContentOf(made)}\n");
        return true;
    }

    /// <summary>A space where PowerDNS wants the tab after the priority kills the co-process.</summary>
    private static string ContentOf(PdnsRecord record)
    {
        int space = record.Type is "MX" or "SRV" ? record.Content.IndexOf(' ', StringComparison.Ordinal) : -1;
        return space < 0 ? record.Content : $"{record.Content[..space]}\t{record.Content[(space + 1)..]}";
    }
}
