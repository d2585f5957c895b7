using Relay.Worker.Linux;

namespace Relay.Worker.Listening;

/// <summary>Opens a listener's sockets in the network namespace of the calling thread.</summary>
internal static class ListenerSockets
{
    /// <summary>Connections that wait to be accepted, for each socket; net.core.somaxconn may lower it.</summary>
    public const int Backlog = 4096;

    /// <summary>Per port, one stream socket for each loop (SO_REUSEPORT); of the connections' settings, those that are inherited from the listener.</summary>
    /// <exception cref="ListenerException">Why not, in one line.</exception>
    public static IReadOnlyList<int> OpenStreams(ListenerUrl url, int loops)
    {
        List<int> opened = [];
        try
        {
            foreach (ushort port in url.Ports)
            {
                for (int i = 0; i < loops; i++)
                    opened.Add(OpenStream(url, port));
            }
            return opened;
        }
        catch
        {
            opened.ForEach(Libc.Close);
            throw;
        }
    }

    /// <summary>What waits to be read of a DNS listener: the kernel's default holds no more than 300 questions.</summary>
    private const int DatagramBuffer = 4 << 20;

    /// <summary>One datagram socket, for DNS.</summary>
    /// <exception cref="ListenerException">Why not, in one line.</exception>
    public static int OpenDatagram(ListenerUrl url)
    {
        int fd = Libc.OpenSocket(FamilyOf(url), Libc.Datagram);
        return Prepare(url, fd, () =>
        {
            // Without the right to more, as much as the system allows.
            if (!Libc.SetOption(fd, SocketOption.ReceiveBufferForce, DatagramBuffer).Succeeded)
                Check(url, Libc.SetOption(fd, SocketOption.ReceiveBuffer, DatagramBuffer), "SO_RCVBUF");
            Check(url, Libc.Bind(fd, EndpointOf(url, url.Ports[0])), "bind");
        });
    }

    private static int OpenStream(ListenerUrl url, ushort port)
    {
        int fd = Libc.OpenSocket(FamilyOf(url), Libc.Stream);
        return Prepare(url, fd, () =>
        {
            Check(url, Libc.SetOption(fd, SocketOption.ReuseAddress, 1), "SO_REUSEADDR");
            Check(url, Libc.SetOption(fd, SocketOption.ReusePort, 1), "SO_REUSEPORT");
            Check(url, Libc.SetOption(fd, SocketOption.NoDelay, 1), "TCP_NODELAY");
            Check(url, Libc.SetOption(fd, SocketOption.UrgentInline, 1), "SO_OOBINLINE");
            if (url.TakesAnyAddress)
                TakeAnyAddress(url, fd);
            Check(url, Libc.Bind(fd, EndpointOf(url, port)), "bind");
            Check(url, Libc.Listen(fd, Backlog), "listen");
        });
    }

    private static int Prepare(ListenerUrl url, int fd, Action prepare)
    {
        try
        {
            // One IPv6 socket takes both families, except where an IPv6 address alone was named.
            if (FamilyOf(url) == NativeAddress.Inet6)
                Check(url, Libc.SetOption(fd, SocketOption.IPv6Only, url.Address == default ? 0 : 1), "IPV6_V6ONLY");
            if (url.Device is { } device)
                Check(url, Libc.BindToDevice(fd, device), $"SO_BINDTODEVICE {device}");
            prepare();
            return fd;
        }
        catch
        {
            Libc.Close(fd);
            throw;
        }
    }

    private static void TakeAnyAddress(ListenerUrl url, int fd)
    {
        bool both = FamilyOf(url) == NativeAddress.Inet6;
        IoResult result = Libc.SetOption(fd, both ? SocketOption.Transparent6 : SocketOption.Transparent4, 1);
        if (result.Error == Errno.PermissionDenied)
            throw new ListenerException(url, "a transparent listener needs CAP_NET_ADMIN in its network namespace (run as root, or use 'urelay exec')");
        Check(url, result, "IP_TRANSPARENT");
    }

    private static ushort FamilyOf(ListenerUrl url) => NativeAddress.FamilyOf(url.Address);

    private static NativeAddress EndpointOf(ListenerUrl url, ushort port) => NativeAddress.Of(url.Address, port);

    private static void Check(ListenerUrl url, IoResult result, string call)
    {
        if (!result.Succeeded)
            throw new ListenerException(url, new LinuxException(call, result.Error).Message);
    }
}
