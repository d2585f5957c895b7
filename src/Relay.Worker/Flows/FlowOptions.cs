using Relay.Worker.Relaying;

namespace Relay.Worker.Flows;

/// <summary>The limits of a flow's stages.</summary>
internal sealed record FlowOptions
{
    /// <summary>From accept to a complete request. Default 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For all attempts to connect together, proxies' replies included. Default 30 s.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public RelayTimeouts Relaying { get; init; } = new();

    /// <summary>Flows open at once, at most. Default (null): as many as there are descriptors for.</summary>
    public int? MaxFlows { get; init; }

    /// <summary>The same of one client. Default (null): no limit of its own.</summary>
    public int? MaxFlowsPerClient { get; init; }

    /// <summary>What becomes of flows that no rule matches: relayed (the default), or blocked.</summary>
    public bool BlockUnmatched { get; init; }
}
