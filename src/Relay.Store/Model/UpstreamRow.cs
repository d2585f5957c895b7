namespace Relay.Store.Model;

/// <summary>A row of <c>upstream</c>, text as written.</summary>
public sealed record UpstreamRow
{
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public string? Address { get; init; }
    public long? Port { get; init; }
    public string? Username { get; init; }
    public string? Password { get; init; }
    public string? SourceV4 { get; init; }
    public string? SourceV6 { get; init; }
    public string? Device { get; init; }
    public long? Mark { get; init; }
    public string? Netns { get; init; }
    public string? ProxyProtocol { get; init; }
    public long? Dscp { get; init; }
    public bool AnySource { get; init; }
    public string? Via { get; init; }
    public string? Choice { get; init; }
    public bool Tls { get; init; }
    public string? TlsName { get; init; }
    public string? TlsCa { get; init; }
    public string? Resolver { get; init; }

    /// <summary>The rows of <c>upstream_member</c> that are this group's.</summary>
    public IReadOnlyList<UpstreamMemberRow> Members { get; init; } = [];
}
