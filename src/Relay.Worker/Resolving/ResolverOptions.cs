using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>How the loops of a worker resolve names: one for all of them.</summary>
internal sealed record ResolverOptions
{
    /// <summary>For one name, all servers and tries together. Default 10 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many questions each loop asks at once of one resolver by one way; each takes a socket. Default 1,024, beyond which flows are refused.</summary>
    public int MaxUnderWay { get; init; } = 1024;

    /// <summary>How many answers each loop remembers of one resolver by one way; a name has two. Default 20,000.</summary>
    public int CacheSize { get; init; } = 20_000;

    /// <summary>What they tell each other.</summary>
    public SharedAnswers Shared { get; init; } = new(40_000);

    /// <summary>
    /// True for a server, in a network namespace (null: the worker's), that is one of our own DNS listeners: its phantom addresses would lead the flow back to us.
    /// Default: none is.
    /// </summary>
    public Func<string?, NameServer, bool> IsOwnListener { get; init; } = static (_, _) => false;

    /// <summary>Where avahi-daemon(8) listens.</summary>
    public string AvahiSocket { get; init; } = "/run/avahi-daemon/socket";

    /// <summary>Where systemd-resolved.service(8) listens, for varlink.</summary>
    public string ResolvedSocket { get; init; } = "/run/systemd/resolve/io.systemd.Resolve";

    /// <summary>hosts(5), which resolvers of kind <c>system</c> look into first; in a namespace, its own where that has one.</summary>
    public string HostsFile { get; init; } = Resolving.HostsFile.DefaultPath;

    /// <summary>Names with fixed addresses, before those of the table <c>host</c>.</summary>
    public IReadOnlyDictionary<DomainName, NetAddress[]> Hosts { get; init; } = new Dictionary<DomainName, NetAddress[]>();
}
