namespace Relay.Store;

/// <summary>A row of <c>connection</c>, as far as it tells what was decided: text as it stands there, times in UTC.</summary>
public sealed record RecordedFlow
{
    public required long Id { get; init; }
    public required string Listener { get; init; }

    /// <summary>An address, or what <see cref="StoreOptions.AuditClients"/> made of it.</summary>
    public required string ClientAddress { get; init; }
    public string? AskedAddress { get; init; }
    public required long AskedPort { get; init; }
    public string? Domain { get; init; }
    public string? LearntBy { get; init; }
    public long? RuleId { get; init; }
    public long? AddressRuleId { get; init; }
    public string? Rewrites { get; init; }
    public string? TargetAddress { get; init; }
    public string? Upstream { get; init; }
    public required string AcceptedAt { get; init; }

    /// <summary>When the first attempt to connect began; null where nothing was dialed.</summary>
    public string? DialingAt { get; init; }
    public required string Outcome { get; init; }
    public string? Error { get; init; }
    public required long Revision { get; init; }
}
