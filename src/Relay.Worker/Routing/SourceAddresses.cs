using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Resolving;
using Relay.Worker.Sockets;

namespace Relay.Worker.Routing;

/// <summary>
/// Asks the kernel, as getaddrinfo(3) of glibc does: connect(2) of a datagram socket sends nothing, and chooses the source. The socket is made as the upstream's are, in
/// its namespace; and what is about the source is asked by rtnetlink(7). What was found holds for some seconds. One a loop.
/// </summary>
internal sealed class SourceAddresses(EventLoop loop, UpstreamSockets sockets) : ISourceAddresses
{
    /// <summary>So long a route that changed is not noticed, which matters to the order alone.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    private const int Capacity = 10_000;

    /// <summary>RFC 863; nothing is sent there.</summary>
    private const ushort AnyPort = 9;

    private static readonly Dictionary<NetAddress, AddressTraits> NothingKnown = [];

    private readonly ExpiringCache<(SocketColumns Way, NetAddress Destination), Found> cache = new(Capacity);

    /// <summary>By the namespace, "" for the worker's own.</summary>
    private readonly ExpiringCache<string, IReadOnlyDictionary<NetAddress, AddressTraits>> traits = new(Capacity);

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
        NetAddress? address = Libc.Connect(opened.Descriptor, NativeAddress.Of(destination, AnyPort)).Succeeded
            && Libc.LocalAddress(opened.Descriptor).TryGet(out NetAddress local, out _) ? local : null;
        Libc.Close(opened.Descriptor);
        SourceAddress source = address is { } own ? SourceAddress.Of(own, (await TraitsAsync(way.Netns)).GetValueOrDefault(own)) : SourceAddress.None;
        cache.Put((SocketColumns.Of(way), destination), new Found(source), loop.Now, Life);
        return source;
    }

    private async ValueTask<IReadOnlyDictionary<NetAddress, AddressTraits>> TraitsAsync(string? netns)
    {
        if (traits.TryGet(netns ?? "", loop.Now, out IReadOnlyDictionary<NetAddress, AddressTraits>? known))
            return known;
        known = NothingKnown;
        OpenedSocket opened = await sockets.OpenRouteNetlinkAsync(netns);
        if (opened.Succeeded)
        {
            try
            {
                known = OwnAddresses.Read(opened.Descriptor);
            }
            catch (LinuxException)
            {
                // It matters to the order alone.
            }
            Libc.Close(opened.Descriptor);
        }
        traits.Put(netns ?? "", known, loop.Now, Life);
        return known;
    }

    private sealed record Found(SourceAddress Source);
}
