using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>How a loop resolves names.</summary>
internal sealed record ResolverOptions
{
    /// <summary>For one name, all servers and tries together. Default 10 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many names each loop looks up at once; each takes two sockets. Default 512, beyond which flows are refused.</summary>
    public int MaxUnderWay { get; init; } = 512;

    /// <summary>How many names each loop remembers. Default 10,000.</summary>
    public int CacheSize { get; init; } = 10_000;

    /// <summary>
    /// True for a server that is one of our own DNS listeners: its phantom addresses would lead the flow back to us. Default: none is.
    /// </summary>
    public Func<NameServer, bool> IsOwnListener { get; init; } = static _ => false;

    /// <summary>Names with fixed addresses, before those of the table <c>host</c>.</summary>
    public IReadOnlyDictionary<DomainName, NetAddress[]> Hosts { get; init; } = new Dictionary<DomainName, NetAddress[]>();
}
