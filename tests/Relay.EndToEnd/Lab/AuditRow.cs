namespace Relay.EndToEnd.Lab;

/// <summary>A row of <c>connection</c>, as far as tests look at it.</summary>
internal sealed record AuditRow
{
    public long Id { get; init; }

    public long Worker { get; init; }

    public string Listener { get; init; } = "";

    public string ClientAddress { get; init; } = "";

    public long ClientPort { get; init; }

    public string? AskedAddress { get; init; }

    public long AskedPort { get; init; }

    public string? Domain { get; init; }

    public string? LearntBy { get; init; }

    public long? RuleId { get; init; }

    public long? AddressRuleId { get; init; }

    public string? Rewrites { get; init; }

    public string? TargetDomain { get; init; }

    public string? TargetAddress { get; init; }

    public long? TargetPort { get; init; }

    public string? Upstream { get; init; }

    public string? RemoteAddress { get; init; }

    public long? RemotePort { get; init; }

    public long BytesUp { get; init; }

    public long BytesDown { get; init; }

    public string Outcome { get; init; } = "";

    public string? Error { get; init; }
}
