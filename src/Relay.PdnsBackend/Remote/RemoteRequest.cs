using System.Text;
using System.Text.Json;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Wire;
using Relay.Store.Model;

namespace Relay.PdnsBackend.Remote;

/// <summary>
/// A line of PowerDNS' remote protocol (doc.powerdns.com, "Remote Backend", "Unix socket"), an object of JSON:
/// <code>
/// {"method": "lookup", "parameters": {"qtype": "ANY", "qname": "www.example.com.", "remote": "192.0.2.1", "local": …, "real-remote": …, "zone-id": 1}}
/// </code>
/// Members may come in any order, and unknown ones are skipped.
/// </summary>
/// <param name="Method">Which it is; the rest is set where the method has it.</param>
/// <param name="Question">That of <see cref="RemoteMethod.Lookup"/>; of <see cref="RemoteMethod.GetDomainInfo"/> the name.</param>
internal readonly record struct RemoteRequest(RemoteMethod Method, BackendQuestion Question = default)
{
    /// <summary>A request has two levels; three leave room for members that are skipped.</summary>
    private const int MaxDepth = 3;

    /// <param name="line">One line without its end.</param>
    public static RemoteRequest Parse(ReadOnlySpan<byte> line)
    {
        RemoteFields fields = default;
        Utf8JsonReader reader = new(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!RemoteFields.TryRead(ref reader, ref fields) || reader.Read())
                return default;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The reader knows no other way to say that it is no JSON, or text that is none.
            return default;
        }
        return fields.Method switch
        {
            "initialize" => new(RemoteMethod.Initialize),
            "lookup" => ParseLookup(fields),
            "getAllDomains" => new(RemoteMethod.GetAllDomains),
            "getDomainInfo" => TryParseName(fields.Name, out string? zone) ? new(RemoteMethod.GetDomainInfo, new BackendQuestion(zone, 0, default)) : default,
            "getAllDomainMetadata" => new(RemoteMethod.GetAllDomainMetadata),
            "getDomainMetadata" => new(RemoteMethod.GetDomainMetadata),
            "directBackendCmd" => new(RemoteMethod.DirectBackendCommand),
            null => default,
            _ => new(RemoteMethod.Other),
        };
    }

    private static RemoteRequest ParseLookup(in RemoteFields fields) =>
        TryParseName(fields.QuestionName, out string? name) && fields.QuestionType is { Length: > 0 } type && fields.Client is { } text
        && PdnsAddress.TryParse(Encoding.UTF8.GetBytes(text), out NetAddress client)
            ? new(RemoteMethod.Lookup, new BackendQuestion(name, PdnsType.Parse(Encoding.UTF8.GetBytes(type)), client))
            : default;

    /// <summary>Here names end in a dot.</summary>
    private static bool TryParseName(string? text, out string name)
    {
        name = text is { Length: > 1 } && text[^1] == '.' ? text[..^1] : text ?? "";
        return name.Length <= LineReader.MaxQuestion && PdnsName.IsValid(Encoding.UTF8.GetBytes(name));
    }
}
