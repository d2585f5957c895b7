namespace Relay.Store.Model;

/// <summary>A compiled row of <c>upstream</c>: a way out. Made by <see cref="SnapshotCompiler"/>, which has checked that the parts fit the kind.</summary>
public sealed record Upstream
{
    /// <summary>The upstream of flows that no rule sends elsewhere.</summary>
    public const string DirectName = "direct";

    public required string Name { get; init; }
    public required UpstreamKind Kind { get; init; }

    /// <summary>The proxy's address or name, or the path of its Unix socket (begins with '/'); null for <see cref="UpstreamKind.Direct"/>.</summary>
    public string? Address { get; init; }
    public ushort Port { get; init; }
    public string? Username { get; init; }
    public string? Password { get; init; }
    public NetAddress? SourceV4 { get; init; }
    public NetAddress? SourceV6 { get; init; }

    /// <summary>SO_BINDTODEVICE.</summary>
    public string? Device { get; init; }

    /// <summary>SO_MARK; 0 for none.</summary>
    public uint Mark { get; init; }

    /// <summary>Null unless the row cannot be used: then what is wrong, and flows sent here are refused.</summary>
    public string? Defect { get; init; }

    /// <summary>True where the upstream can be told a name.</summary>
    public bool TakesNames => Kind != UpstreamKind.Direct;
}
