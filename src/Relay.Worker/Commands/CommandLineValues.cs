namespace Relay.Worker.Commands;

/// <summary>The options as written; null or empty where the user did not say.</summary>
internal sealed record CommandLineValues
{
    public string? Store { get; init; }
    public string? StoreFile { get; init; }
    public string? Journal { get; init; }
    public string? ConfigFile { get; init; }
    public IReadOnlyList<string> Listen { get; init; } = [];
    public IReadOnlyList<string> Resolver { get; init; } = [];
    public string? Drain { get; init; }
    public string? Unmatched { get; init; }
    public string? Metrics { get; init; }

    /// <summary>Those of <see cref="AuditSettings.Options"/>, by key.</summary>
    public IReadOnlyDictionary<string, string?> Auditing { get; init; } = new Dictionary<string, string?>();

    public IReadOnlyList<string> Forwarder { get; init; } = [];

    /// <summary>Those of <see cref="LimitSettings.Options"/> and <see cref="PhantomSettings.Options"/>, by key.</summary>
    public IReadOnlyDictionary<string, string?> Limits { get; init; } = new Dictionary<string, string?>();
}
