using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Dialing;

/// <summary>Connects a socket of the worker's own: to a target, or to a proxy.</summary>
internal sealed class DirectDialer(EventLoop loop, NamespaceSockets namespaces) : ISocketDialer
{
    public async ValueTask<DialResult> ConnectAsync(Upstream upstream, NetAddress address, ushort port, long deadline, DialAttempt attempt, bool speaksFirst)
    {
        IoResult opened;
        try
        {
            ushort family = NativeAddress.FamilyOf(address);
            opened = upstream.Netns is { } netns ? await namespaces.OpenStreamAsync(netns, family) : Libc.TryOpenSocket(family, Libc.Stream);
        }
        catch (LinuxException unusable)
        {
            return Unusable(upstream, unusable.Message);
        }
        if (!opened.Succeeded)
            return DialResult.Failed(opened.Error);
        if (Prepare(opened.Count, upstream, address) is { } refused)
        {
            Libc.Close(opened.Count);
            return refused;
        }
        // The handshake's last ACK waits for what is sent at once, and is no packet of its own: tcp(7), TCP_QUICKACK.
        if (speaksFirst)
            _ = Libc.SetOption(opened.Count, SocketOption.QuickAck, 0);
        DialResult result = await ConnectAsync(opened.Count, NativeAddress.Of(address, port), deadline, attempt);
        return result with { Remote = address, RemotePort = port, HoldsAck = speaksFirst };
    }

    public ValueTask<DialResult> ConnectUnixAsync(string path, long deadline, DialAttempt attempt)
    {
        NativeAddress peer = NativeAddress.OfPath(path);
        IoResult opened = Libc.TryOpenSocket(NativeAddress.Unix, Libc.Stream);
        return opened.Succeeded
            ? ConnectAsync(opened.Count, peer, deadline, attempt)
            : new(DialResult.Failed(opened.Error));
    }

    private async ValueTask<DialResult> ConnectAsync(int fd, NativeAddress peer, long deadline, DialAttempt attempt)
    {
        // Registered after connect(2): epoll reports a socket that is not even connecting as hung up.
        IoResult connecting = Libc.Connect(fd, peer);
        if (!connecting.Succeeded && connecting.Error != Errno.InProgress)
        {
            Libc.Close(fd);
            return DialResult.Failed(connecting.Error);
        }
        if (LoopSocket.Adopt(loop, fd, out Errno error, stopsShort: peer.Family == NativeAddress.Unix) is not { } socket)
            return DialResult.Failed(error);
        if (!attempt.Add(socket))
            return DialResult.Failed(Outcome.Shutdown, "called off");
        socket.SetDeadline(TimeSpan.FromMilliseconds(Math.Max(0, deadline - loop.Now)));
        WaitEnd end = await socket.Writable();
        Errno failure = end switch
        {
            WaitEnd.Ready => socket.HasError ? Libc.PendingError(socket.Descriptor) : Errno.None,
            WaitEnd.TimedOut => Errno.TimedOut,
            _ => Errno.ConnectionAborted,
        };
        if (failure == Errno.None)
            return DialResult.Of(socket);
        socket.Close();
        return DialResult.Failed(failure);
    }

    private static DialResult? Prepare(int fd, Upstream upstream, NetAddress address)
    {
        _ = Libc.SetOption(fd, SocketOption.NoDelay, 1);
        _ = Libc.SetOption(fd, SocketOption.UrgentInline, 1);
        if (upstream.Mark != 0 && Libc.SetOption(fd, SocketOption.Mark, (int)upstream.Mark) is { Succeeded: false } unmarked)
            return Unusable(upstream, $"mark {upstream.Mark}", unmarked.Error);
        if (upstream.Dscp is { } dscp && Libc.SetOption(fd, address.IsIPv4 ? SocketOption.TrafficClass4 : SocketOption.TrafficClass6, dscp << 2) is { Succeeded: false } unclassed)
            return Unusable(upstream, $"dscp {dscp}", unclassed.Error);
        if (upstream.Device is { } device && Libc.BindToDevice(fd, device) is { Succeeded: false } unbound)
            return Unusable(upstream, $"device {device}", unbound.Error);
        if ((address.IsIPv4 ? upstream.SourceV4 : upstream.SourceV6) is not { } source)
            return null;
        if (upstream.AnySource && Libc.SetOption(fd, address.IsIPv4 ? SocketOption.Transparent4 : SocketOption.Transparent6, 1) is { Succeeded: false } opaque)
            return Unusable(upstream, "any_source", opaque.Error);
        return Libc.Bind(fd, NativeAddress.Of(source, 0)) is { Succeeded: false } unsourced ? Unusable(upstream, $"source {source}", unsourced.Error) : null;
    }

    private static DialResult Unusable(Upstream upstream, string part, Errno error) => Unusable(upstream, new LinuxException(part, error).Message);

    private static DialResult Unusable(Upstream upstream, string why) =>
        DialResult.Failed(Outcome.UpstreamFailed, $"upstream {upstream.Name}, {why}") with { IsWayAtFault = true };
}
