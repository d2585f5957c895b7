namespace Relay.Worker.Linux;

/// <summary>An integer socket option by its level and number (asm-generic/socket.h, linux/in.h, linux/in6.h, linux/tcp.h).</summary>
internal readonly record struct SocketOption(int Level, int Name)
{
    public static readonly SocketOption ReuseAddress = new(1, 2);
    public static readonly SocketOption ReceiveBuffer = new(1, 8);
    /// <summary>SO_RCVBUFFORCE: past net.core.rmem_max, with CAP_NET_ADMIN.</summary>
    public static readonly SocketOption ReceiveBufferForce = new(1, 33);
    public static readonly SocketOption KeepAlive = new(1, 9);
    /// <summary>SO_OOBINLINE: urgent data stays in its place among the other bytes.</summary>
    public static readonly SocketOption UrgentInline = new(1, 10);
    public static readonly SocketOption ReusePort = new(1, 15);
    public static readonly SocketOption Mark = new(1, 36);

    /// <summary>IP_TOS, IPV6_TCLASS: the DSCP in the upper six bits (RFC 2474 section 3).</summary>
    public static readonly SocketOption TrafficClass4 = new(0, 1);
    public static readonly SocketOption TrafficClass6 = new(41, 67);

    /// <summary>IP_TRANSPARENT.</summary>
    public static readonly SocketOption Transparent4 = new(0, 19);
    public static readonly SocketOption Transparent6 = new(41, 75);
    public static readonly SocketOption IPv6Only = new(41, 26);

    /// <summary>IP_PKTINFO, IPV6_RECVPKTINFO.</summary>
    public static readonly SocketOption ReceivePacketInfo4 = new(0, 8);
    public static readonly SocketOption ReceivePacketInfo6 = new(41, 49);

    public static readonly SocketOption NoDelay = new(6, 1);
    public static readonly SocketOption KeepAliveIdle = new(6, 4);
    public static readonly SocketOption KeepAliveInterval = new(6, 5);
    public static readonly SocketOption KeepAliveCount = new(6, 6);
    public static readonly SocketOption QuickAck = new(6, 12);
}
