using Relay.Store.Model;

namespace Relay.Worker.Sockets;

/// <summary>What two upstreams have in common where their sockets are the same.</summary>
internal readonly record struct SocketColumns(string? Netns, string? Device, uint Mark, byte? Dscp, NetAddress? SourceV4, NetAddress? SourceV6, bool AnySource)
{
    public static SocketColumns Of(Upstream upstream) =>
        new(upstream.Netns, upstream.Device, upstream.Mark, upstream.Dscp, upstream.SourceV4, upstream.SourceV6, upstream.AnySource);
}
