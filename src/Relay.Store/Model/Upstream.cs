namespace Relay.Store.Model;

/// <summary>A compiled row of <c>upstream</c>: a way out. Made by <see cref="SnapshotCompiler"/>, which has checked that the parts fit the kind.</summary>
public sealed record Upstream
{
    /// <summary>The upstream of flows that no rule sends elsewhere.</summary>
    public const string DirectName = "direct";

    public required string Name { get; init; }
    public required UpstreamKind Kind { get; init; }

    /// <summary>The proxy's address or name, or the path of its, or the target's, Unix socket (begins with '/'); null where there is none.</summary>
    public string? Address { get; init; }
    public ushort Port { get; init; }
    public string? Username { get; init; }
    public string? Password { get; init; }

    /// <summary>Null where the proxy is spoken to in the clear.</summary>
    public UpstreamTls? Tls { get; init; }

    public NetAddress? SourceV4 { get; init; }
    public NetAddress? SourceV6 { get; init; }

    /// <summary>SO_BINDTODEVICE.</summary>
    public string? Device { get; init; }

    /// <summary>SO_MARK; 0 for none.</summary>
    public uint Mark { get; init; }

    /// <summary>The network namespace whose sockets it uses: a name of ip-netns(8), or a path. Null: the worker's own.</summary>
    public string? Netns { get; init; }

    /// <summary>The sources need not be addresses of this host: IP_TRANSPARENT, ip(7).</summary>
    public bool AnySource { get; init; }

    /// <summary>The six bits of RFC 2474; null for what the kernel takes.</summary>
    public byte? Dscp { get; init; }

    public ProxyProtocol ProxyProtocol { get; init; }

    /// <summary>The upstream by which the proxy is reached; null where our own socket leads there.</summary>
    public Upstream? Via { get; init; }

    /// <summary>Who is asked for names where no rule says so; null: see <see cref="AsksBy"/>.</summary>
    public NameResolver? Resolver { get; init; }

    public GroupChoice Choice { get; init; }

    /// <summary>The members of a <see cref="UpstreamKind.Group"/>, in their order; empty for other kinds.</summary>
    public IReadOnlyList<GroupMember> Members { get; init; } = [];

    /// <summary>Null unless the row cannot be used: then what is wrong, and flows sent here are refused.</summary>
    public string? Defect { get; init; }

    /// <summary>
    /// The upstream whose columns are those of the worker's own socket: at the begin of a chain; of a group that of the first member. Name servers are asked from such a
    /// socket.
    /// </summary>
    public Upstream OwnSocket() => Via?.OwnSocket() ?? (Members.Count > 0 ? Members[0].Upstream.OwnSocket() : this);

    /// <summary>
    /// Its resolver, or else that of the upstream that has its socket: along the chain, of a group of its first member. Null where none has one: the worker's own servers.
    /// </summary>
    public NameResolver? AsksBy => Resolver ?? Via?.AsksBy ?? (Members.Count > 0 ? Members[0].Upstream.AsksBy : null);

    /// <summary>It is another program that connects to the target.</summary>
    public bool IsProxy => Kind is UpstreamKind.Socks5 or UpstreamKind.Http;

    /// <summary>True where the upstream can be told a name: a group can where all its members can.</summary>
    public bool TakesNames => Kind == UpstreamKind.Group ? Members.All(member => member.Upstream.TakesNames) : Kind != UpstreamKind.Direct;
}
