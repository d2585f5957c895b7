using Relay.Store.Model;
using Relay.Worker.Linux;

namespace Relay.Worker.Sockets;

/// <summary>Makes the sockets of an upstream that are the worker's own: in its namespace, with its mark, class, device and source. Shared by all loops.</summary>
internal sealed class UpstreamSockets(NamespaceSockets namespaces)
{
    /// <summary>A socket that is not connected yet.</summary>
    /// <param name="upstream">Whose columns it takes.</param>
    /// <param name="peer">Where it is to lead: the socket is of its family.</param>
    /// <param name="type"><see cref="Libc.Stream"/> or <see cref="Libc.Datagram"/>.</param>
    public ValueTask<OpenedSocket> OpenAsync(Upstream upstream, NetAddress peer, int type) => upstream.Netns is { } netns
        ? OpenThereAsync(netns, upstream, peer, type)
        : new(Prepare(Libc.TryOpenSocket(NativeAddress.FamilyOf(peer), type), upstream, peer));

    /// <summary>A socket that asks the kernel about a namespace, null for the worker's own.</summary>
    public async ValueTask<OpenedSocket> OpenRouteNetlinkAsync(string? netns)
    {
        try
        {
            IoResult opened = netns is null ? Libc.TryOpenSocket(RouteNetlink.Family, RouteNetlink.Raw) : await namespaces.OpenAsync(netns, RouteNetlink.Family, RouteNetlink.Raw);
            return opened.Succeeded ? new OpenedSocket(opened.Count) : OpenedSocket.Failed(opened.Error);
        }
        catch (LinuxException unusable)
        {
            return new OpenedSocket(-1, Unusable: unusable.Message);
        }
    }

    private async ValueTask<OpenedSocket> OpenThereAsync(string netns, Upstream upstream, NetAddress peer, int type)
    {
        try
        {
            return Prepare(await namespaces.OpenAsync(netns, NativeAddress.FamilyOf(peer), type), upstream, peer);
        }
        catch (LinuxException unusable)
        {
            return new OpenedSocket(-1, Unusable: unusable.Message);
        }
    }

    private static OpenedSocket Prepare(IoResult opened, Upstream upstream, NetAddress peer)
    {
        if (!opened.Succeeded)
            return OpenedSocket.Failed(opened.Error);
        OpenedSocket prepared = Prepare(opened.Count, upstream, peer);
        if (!prepared.Succeeded)
            Libc.Close(opened.Count);
        return prepared;
    }

    private static OpenedSocket Prepare(int fd, Upstream upstream, NetAddress peer)
    {
        if (upstream.Mark != 0 && Libc.SetOption(fd, SocketOption.Mark, (int)upstream.Mark) is { Succeeded: false } unmarked)
            return OpenedSocket.Refused($"mark {upstream.Mark}", unmarked.Error);
        if (upstream.Dscp is { } dscp && Libc.SetOption(fd, peer.IsIPv4 ? SocketOption.TrafficClass4 : SocketOption.TrafficClass6, dscp << 2) is { Succeeded: false } unclassed)
            return OpenedSocket.Refused($"dscp {dscp}", unclassed.Error);
        if (upstream.Device is { } device && Libc.BindToDevice(fd, device) is { Succeeded: false } unbound)
            return OpenedSocket.Refused($"device {device}", unbound.Error);
        if ((peer.IsIPv4 ? upstream.SourceV4 : upstream.SourceV6) is not { } source)
            return new OpenedSocket(fd);
        if (upstream.AnySource && Libc.SetOption(fd, peer.IsIPv4 ? SocketOption.Transparent4 : SocketOption.Transparent6, 1) is { Succeeded: false } opaque)
            return OpenedSocket.Refused("any_source", opaque.Error);
        return Libc.Bind(fd, NativeAddress.Of(source, 0)) is { Succeeded: false } unsourced ? OpenedSocket.Refused($"source {source}", unsourced.Error) : new OpenedSocket(fd);
    }
}
