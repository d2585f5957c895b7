using Relay.Store.Model;
using Relay.Worker.Listening;
using Relay.Worker.Naming;

namespace Relay.Worker.Hosting;

/// <summary>A listener with its open sockets, which the gateway takes over: streams in turn to each loop, datagrams to the first.</summary>
internal sealed record BoundListener(Listener Listener, IReadOnlyList<int> Streams, IReadOnlyList<int> Datagrams)
{
    /// <summary>What a listener of DNS over TLS shows its clients; null for others.</summary>
    public TlsIdentity? Identity { get; init; }

    /// <summary>Where a DNS listener is reached, and in which namespace (null: the worker's): resolvers must not ask it.</summary>
    public IReadOnlyList<(string? Netns, NameServer Server)> ReachableAs { get; init; } = [];
}
