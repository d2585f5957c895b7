using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>The attempts of a flow as <c>connection.attempts</c> holds them, for the view <c>connection_attempt</c>: an array of its rows.</summary>
internal static class AttemptJson
{
    private const string CalledOff = "called_off";

    public static string Of(IReadOnlyList<FlowAttempt> attempts)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartArray();
        foreach (FlowAttempt attempt in attempts)
        {
            json.WriteStartObject();
            json.WriteString("address", attempt.Address?.ToString());
            json.WriteString("upstream", attempt.Upstream);
            json.WriteString("started_at", new DateTime(attempt.StartedAt, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
            json.WriteNumber("ms", (attempt.EndedAt - attempt.StartedAt + TimeSpan.TicksPerMillisecond / 2) / TimeSpan.TicksPerMillisecond);
            json.WriteString("outcome", attempt.Outcome is { } outcome ? EnumText<Outcome>.Of(outcome) : CalledOff);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
