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
        DialResult? failure = Begin(fd, NativeAddress.Of(address, port), deadline, attempt, out LoopSocket? socket)
            ?? Failure(socket!, await socket!.Writable());
        return failure is null
            ? new DialResult { Socket = socket, Outcome = Outcome.Open, Remote = address, RemotePort = port, HoldsAck = speaksFirst }
            : failure with { Remote = address, RemotePort = port };
    }

    public async ValueTask<DialResult> ConnectUnixAsync(string path, long deadline, DialAttempt attempt)
    {
        NativeAddress peer = NativeAddress.OfPath(path);
        IoResult opened = Libc.TryOpenSocket(NativeAddress.Unix, Libc.Stream);
        if (!opened.Succeeded)
            return DialResult.Failed(opened.Error);
        return Begin(opened.Count, peer, deadline, attempt, out LoopSocket? socket)
            ?? Failure(socket!, await socket!.Writable())
            ?? DialResult.Of(socket!);
    }

    /// <summary>Begins to connect; the socket is to be waited for. Else what has failed already.</summary>
    private DialResult? Begin(int fd, in NativeAddress peer, long deadline, DialAttempt attempt, out LoopSocket? socket)
    {
        socket = null;
        // Registered after connect(2): epoll reports a socket that is not even connecting as hung up.
        IoResult connecting = Libc.Connect(fd, peer);
        if (!connecting.Succeeded && connecting.Error != Errno.InProgress)
        {
            Libc.Close(fd);
            return DialResult.Failed(connecting.Error);
        }
        socket = LoopSocket.Adopt(loop, fd, out Errno error, stopsShort: peer.Family == NativeAddress.Unix);
        if (socket is null)
            return DialResult.Failed(error);
        if (!attempt.Add(socket))
            return DialResult.Failed(Outcome.Shutdown, "called off");
        socket.SetDeadline(TimeSpan.FromMilliseconds(Math.Max(0, deadline - loop.Now)));
        return null;
    }

    /// <summary>Why it is not connected after the wait; null where it is.</summary>
    private static DialResult? Failure(LoopSocket socket, WaitEnd end)
    {
        Errno failure = end switch
        {
            WaitEnd.Ready => socket.HasError ? Libc.PendingError(socket.Descriptor) : Errno.None,
            WaitEnd.TimedOut => Errno.TimedOut,
            _ => Errno.ConnectionAborted,
        };
        if (failure == Errno.None)
            return null;
        socket.Close();
        return DialResult.Failed(failure);
    }
}
