using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Flows;
using Relay.Worker.Naming;

namespace Relay.Worker.Hosting;

/// <summary>How a gateway runs.</summary>
internal sealed record GatewayOptions
{
    /// <summary>Event loops. Default: one a processor.</summary>
    public int Loops { get; init; } = Environment.ProcessorCount;

    public FlowOptions Flows { get; init; } = new();

    /// <summary>Of these, the limits on new names: they are those on questions of the internet side too.</summary>
    public PhantomOptions Names { get; init; } = new();

    /// <summary>Replies over UDP a second that a DNS listener gives one client, forwarders excepted. Default 1,000; null: no limit.</summary>
    public int? DnsRepliesPerClient { get; init; } = DnsLimits.DefaultRepliesPerClient;

    /// <summary>DNS servers of the internet side, port 53. Default (empty): those of <c>/etc/resolv.conf</c>.</summary>
    public IReadOnlyList<NetAddress> Resolvers { get; init; } = [];

    /// <summary>Names with fixed addresses on the internet side, before those of the table <c>host</c>.</summary>
    public IReadOnlyDictionary<DomainName, NetAddress[]> Hosts { get; init; } = new Dictionary<DomainName, NetAddress[]>();

    /// <summary>Where it is kept over restarts how addresses did when they were dialed. Default (null): nowhere.</summary>
    public string? AddressHistoryFile { get; init; }

    /// <summary>How long open flows may go on after SIGTERM. Default 10 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
