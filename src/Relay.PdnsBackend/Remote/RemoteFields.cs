using System.Text.Json;

namespace Relay.PdnsBackend.Remote;

/// <summary>The members of a request that matter; null where it has them not, or not as text.</summary>
internal record struct RemoteFields
{
    public string? Method { get; private set; }

    public string? QuestionName { get; private set; }

    public string? QuestionType { get; private set; }

    public string? Client { get; private set; }

    public string? Name { get; private set; }

    /// <summary>Reads one object to its end. It throws what the reader throws.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, ref RemoteFields fields)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("method"u8))
                fields.Method = ReadText(ref reader);
            else if (!reader.ValueTextEquals("parameters"u8))
                reader.Skip();
            else if (!TryReadParameters(ref reader, ref fields))
                return false;
        }
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TryReadParameters(ref Utf8JsonReader reader, ref RemoteFields fields)
    {
        if (!reader.Read())
            return false;
        // Methods without parameters have an empty object, or null.
        if (reader.TokenType != JsonTokenType.StartObject)
            return reader.TokenType == JsonTokenType.Null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("qname"u8))
                fields.QuestionName = ReadText(ref reader);
            else if (reader.ValueTextEquals("qtype"u8))
                fields.QuestionType = ReadText(ref reader);
            else if (reader.ValueTextEquals("remote"u8))
                fields.Client = ReadText(ref reader);
            else if (reader.ValueTextEquals("name"u8))
                fields.Name = ReadText(ref reader);
            else
                reader.Skip();
        }
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }
}
