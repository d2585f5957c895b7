using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Resolving;
using Relay.Worker.Sockets;

namespace Relay.Worker.Routing;

/// <summary>
/// Asks the kernel, as getaddrinfo(3) of glibc does: connect(2) of a datagram socket sends nothing, and chooses the source. The socket is made as the upstream's are, in
/// its namespace. What was found holds for some seconds. One a loop.
/// </summary>
internal sealed class SourceAddresses(EventLoop loop, UpstreamSockets sockets) : ISourceAddresses
{
    /// <summary>So long a route that changed is not noticed, which matters to the order alone.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    private const int Capacity = 10_000;

    /// <summary>RFC 863; nothing is sent there.</summary>
    private const ushort AnyPort = 9;

    private readonly ExpiringCache<(SocketColumns Way, NetAddress Destination), Found> cache = new(Capacity);

    public ValueTask<SourceAddress> FindAsync(Upstream way, NetAddress destination) =>
        way.Kind != UpstreamKind.Direct ? new(SourceAddress.Unknown)
        : cache.TryGet((SocketColumns.Of(way), destination), loop.Now, out Found? known) ? new(known.Source)
        : AskAsync(way, destination);

    private async ValueTask<SourceAddress> AskAsync(Upstream way, NetAddress destination)
    {
        OpenedSocket opened = await sockets.OpenAsync(way, destination, Libc.Datagram);
        // Short of descriptors, or not allowed: the attempt itself will tell.
        if (!opened.Succeeded)
            return SourceAddress.Unknown;
        SourceAddress source = Libc.Connect(opened.Descriptor, NativeAddress.Of(destination, AnyPort)).Succeeded
            && Libc.LocalAddress(opened.Descriptor).TryGet(out NetAddress address, out _) ? SourceAddress.Of(address) : SourceAddress.None;
        Libc.Close(opened.Descriptor);
        cache.Put((SocketColumns.Of(way), destination), new Found(source), loop.Now, Life);
        return source;
    }

    private sealed record Found(SourceAddress Source);
}
