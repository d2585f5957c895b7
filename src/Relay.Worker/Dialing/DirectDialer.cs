using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Sockets;

namespace Relay.Worker.Dialing;

/// <summary>Connects a socket of the worker's own: to a target, or to a proxy.</summary>
internal sealed class DirectDialer(EventLoop loop, UpstreamSockets sockets) : ISocketDialer
{
    public async ValueTask<DialResult> ConnectAsync(Upstream upstream, NetAddress address, ushort port, long deadline, DialAttempt attempt, bool speaksFirst)
    {
        OpenedSocket opened = await sockets.OpenAsync(upstream, address, Libc.Stream);
        if (opened.Unusable is { } why)
            return DialResult.Failed(Outcome.UpstreamFailed, $"upstream {upstream.Name}, {why}") with { IsWayAtFault = true };
        if (!opened.Succeeded)
            return DialResult.Failed(opened.Error);
        int fd = opened.Descriptor;
        _ = Libc.SetOption(fd, SocketOption.NoDelay, 1);
        _ = Libc.SetOption(fd, SocketOption.UrgentInline, 1);
        // The handshake's last ACK waits for what is sent at once, and is no packet of its own: tcp(7), TCP_QUICKACK.
        if (speaksFirst)
            _ = Libc.SetOption(fd, SocketOption.QuickAck, 0);
        DialResult result = await ConnectAsync(fd, NativeAddress.Of(address, port), deadline, attempt);
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
}
