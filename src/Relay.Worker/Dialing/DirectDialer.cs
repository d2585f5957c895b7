using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Dialing;

/// <summary>Connects a socket of the worker's own: to a target, or to a proxy.</summary>
internal static class DirectDialer
{
    public static async ValueTask<DialResult> ConnectAsync(
        EventLoop loop, Upstream upstream, NetAddress address, ushort port, long deadline, DialAttempt attempt, bool speaksFirst = false)
    {
        IoResult opened = Libc.TryOpenSocket(NativeAddress.FamilyOf(address), Libc.Stream);
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
        DialResult result = await ConnectAsync(loop, opened.Count, NativeAddress.Of(address, port), deadline, attempt);
        return result with { Remote = address, RemotePort = port, HoldsAck = speaksFirst };
    }

    public static ValueTask<DialResult> ConnectUnixAsync(EventLoop loop, string path, long deadline, DialAttempt attempt)
    {
        NativeAddress peer = NativeAddress.OfPath(path);
        IoResult opened = Libc.TryOpenSocket(NativeAddress.Unix, Libc.Stream);
        return opened.Succeeded
            ? ConnectAsync(loop, opened.Count, peer, deadline, attempt)
            : new(DialResult.Failed(opened.Error));
    }

    private static async ValueTask<DialResult> ConnectAsync(EventLoop loop, int fd, NativeAddress peer, long deadline, DialAttempt attempt)
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
        if (upstream.Device is { } device && Libc.BindToDevice(fd, device) is { Succeeded: false } unbound)
            return Unusable(upstream, $"device {device}", unbound.Error);
        NetAddress? source = address.IsIPv4 ? upstream.SourceV4 : upstream.SourceV6;
        if (source is { } from && Libc.Bind(fd, NativeAddress.Of(from, 0)) is { Succeeded: false } unsourced)
            return Unusable(upstream, $"source {from}", unsourced.Error);
        return null;
    }

    private static DialResult Unusable(Upstream upstream, string part, Errno error) =>
        DialResult.Failed(Outcome.UpstreamFailed, new LinuxException($"upstream {upstream.Name}, {part}", error).Message);
}
