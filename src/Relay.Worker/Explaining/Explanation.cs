using System.Text.Json.Serialization;

namespace Relay.Worker.Explaining;

/// <summary>What would become of a flow, step by step. Its JSON is a contract: members are added, not renamed.</summary>
internal sealed record Explanation
{
    public required AskedFor Asked { get; init; }

    /// <summary>The revision of the configuration; null where it is rejected as a whole.</summary>
    public required long? Revision { get; init; }

    public required IReadOnlyList<Step> Steps { get; init; }

    [JsonPropertyName("result")]
    public required Conclusion Conclusion { get; init; }

    /// <summary>What the audit has, where a connection is explained.</summary>
    public Recorded? Recorded { get; init; }
}
