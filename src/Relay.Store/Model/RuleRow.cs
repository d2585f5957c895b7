namespace Relay.Store.Model;

/// <summary>An enabled row of <c>rule</c>, text as written.</summary>
public sealed record RuleRow
{
    public required long Id { get; init; }
    public long Priority { get; init; }
    public string? Domain { get; init; }
    public string? Network { get; init; }
    public string? Ports { get; init; }
    public string? Client { get; init; }
    public string? Listener { get; init; }
    public string? Transport { get; init; }
    public string? LearntBy { get; init; }
    public required string Action { get; init; }
    public string? Answer { get; init; }
    public string? ToDomain { get; init; }
    public string? ToNetwork { get; init; }
    public string? ToAddress { get; init; }
    public long? ToPort { get; init; }
    public string? Upstream { get; init; }
    public string? Resolver { get; init; }
    public string? Resolve { get; init; }
    public bool OwnHost { get; init; }
    public string? Counts { get; init; }
}
