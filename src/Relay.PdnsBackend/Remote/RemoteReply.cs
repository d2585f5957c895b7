using System.Buffers;
using System.Text.Json;
using Relay.PdnsBackend.Wire;
using Relay.Store.Answers;

namespace Relay.PdnsBackend.Remote;

/// <summary>
/// What we send, one line each:
/// <code>
/// {"result":true}                                                             done
/// {"result":false}                                                            nothing of that here; to a look-up: no such name
/// {"result":[{"qtype":"AAAA","qname":"www.example.com","content":"fd75:…","ttl":300,"auth":true,"domain_id":1}]}
/// {"log":["…"]}                                                               not now: without a result PowerDNS answers SERVFAIL, and connects again
/// </code>
/// </summary>
internal static class RemoteReply
{
    private static readonly JsonEncodedText Result = JsonEncodedText.Encode("result");

    public static void WriteDone(IBufferWriter<byte> to) => to.Write("{\"result\":true}\n"u8);

    public static void WriteNothing(IBufferWriter<byte> to) => to.Write("{\"result\":false}\n"u8);

    public static void WriteText(IBufferWriter<byte> to, string text) => Write(to, json => json.WriteString(Result, text));

    public static void WriteFail(IBufferWriter<byte> to, string reason) => Write(to, json =>
    {
        json.WriteStartArray("log");
        json.WriteStringValue(reason);
        json.WriteEndArray();
    });

    /// <summary>No metadata: PowerDNS wants an object where it asks for all of a zone, an array where for one kind.</summary>
    public static void WriteNoMetadata(IBufferWriter<byte> to, bool all) => to.Write(all ? "{\"result\":{}}\n"u8 : "{\"result\":[]}\n"u8);

    /// <param name="to">Where the line goes.</param>
    /// <param name="zones">What to tell of, in full or "." for the root.</param>
    /// <param name="asList">All zones, or one alone.</param>
    public static void WriteZones(IBufferWriter<byte> to, IReadOnlyList<string> zones, bool asList) => Write(to, json =>
    {
        json.WritePropertyName(Result);
        if (asList)
            json.WriteStartArray();
        foreach (string zone in zones)
        {
            json.WriteStartObject();
            json.WriteNumber("id", PdnsRecord.ZoneId);
            json.WriteString("zone", zone);
            json.WriteString("kind", "native");
            json.WriteNumber("serial", 1);
            json.WriteEndObject();
        }
        if (asList)
            json.WriteEndArray();
    });

    /// <returns>False where a failure was written because a record was not fit to be sent.</returns>
    public static bool WriteAnswer(ArrayBufferWriter<byte> to, in DnsAnswer answer)
    {
        if (answer.Kind is not (DnsAnswerKind.Answer or DnsAnswerKind.NxDomain))
        {
            WriteFail(to, "urelay-pdns cannot say now");
            return true;
        }
        List<PdnsRecord> records = [];
        foreach (DnsRecord record in answer.Kind == DnsAnswerKind.Answer ? answer.Records : [])
        {
            if (!PdnsRecord.TryMake(record, out PdnsRecord? made))
            {
                WriteFail(to, "urelay-pdns has a record that PowerDNS cannot read");
                return false;
            }
            records.Add(DnsAnswers.IsPlaceholder(record) ? EmptyNonTerminal(made) : made);
        }
        if (records.Count == 0)
            WriteNothing(to);
        else
            Write(to, json => WriteRecords(json, records));
        return true;
    }

    /// <summary>Here PowerDNS can be told what only a record of another type tells it through the pipe: the name exists, and owns nothing.</summary>
    private static PdnsRecord EmptyNonTerminal(PdnsRecord placeholder) => placeholder with { Type = "ENT", Content = "" };

    private static void WriteRecords(Utf8JsonWriter json, List<PdnsRecord> records)
    {
        json.WriteStartArray(Result);
        foreach (PdnsRecord record in records)
        {
            json.WriteStartObject();
            json.WriteString("qtype", record.Type);
            json.WriteString("qname", record.Name);
            json.WriteString("content", record.Content);
            json.WriteNumber("ttl", record.Ttl);
            json.WriteBoolean("auth", true);
            json.WriteNumber("domain_id", PdnsRecord.ZoneId);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(IBufferWriter<byte> to, Action<Utf8JsonWriter> members)
    {
        using (Utf8JsonWriter json = new(to, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        to.Write("\n"u8);
    }
}
