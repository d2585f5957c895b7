using Relay.Store.Model;

namespace Relay.Worker.Protocols.Proxy;

/// <summary>The two ends of a connection as its client sees it.</summary>
internal readonly record struct ProxiedEnds(NetAddress Source, ushort SourcePort, NetAddress Destination, ushort DestinationPort)
{
    /// <summary>Both are IPv4 addresses.</summary>
    public bool IsIPv4 => Source.IsIPv4 && Destination.IsIPv4;
}
