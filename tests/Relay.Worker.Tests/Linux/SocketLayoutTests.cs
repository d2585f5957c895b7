using System.Runtime.InteropServices;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Linux;

/// <summary>Addresses, events, options, error numbers and netlink messages, against the C headers.</summary>
public sealed class SocketLayoutTests
{
    private static readonly (Errno Number, string Name)[] Errors =
    [
        (Errno.PermissionDenied, "EPERM"), (Errno.NoEntry, "ENOENT"), (Errno.Interrupted, "EINTR"), (Errno.NoDevice, "ENXIO"), (Errno.BadDescriptor, "EBADF"),
        (Errno.TryAgain, "EAGAIN"), (Errno.OutOfMemory, "ENOMEM"), (Errno.AccessDenied, "EACCES"), (Errno.Busy, "EBUSY"), (Errno.Exists, "EEXIST"),
        (Errno.NoSuchDevice, "ENODEV"), (Errno.InvalidArgument, "EINVAL"), (Errno.TooManyFilesInSystem, "ENFILE"), (Errno.TooManyFiles, "EMFILE"),
        (Errno.BrokenPipe, "EPIPE"), (Errno.ProtocolError, "EPROTO"), (Errno.AddressInUse, "EADDRINUSE"), (Errno.AddressNotAvailable, "EADDRNOTAVAIL"),
        (Errno.NetworkDown, "ENETDOWN"), (Errno.NetworkUnreachable, "ENETUNREACH"), (Errno.ConnectionAborted, "ECONNABORTED"),
        (Errno.ConnectionReset, "ECONNRESET"), (Errno.NoBuffers, "ENOBUFS"), (Errno.NotConnected, "ENOTCONN"), (Errno.TimedOut, "ETIMEDOUT"),
        (Errno.ConnectionRefused, "ECONNREFUSED"), (Errno.HostDown, "EHOSTDOWN"), (Errno.HostUnreachable, "EHOSTUNREACH"), (Errno.InProgress, "EINPROGRESS"),
    ];

    private static readonly (SocketOption Option, string Level, string Name)[] Options =
    [
        (SocketOption.ReuseAddress, "SOL_SOCKET", "SO_REUSEADDR"), (SocketOption.KeepAlive, "SOL_SOCKET", "SO_KEEPALIVE"),
        (SocketOption.UrgentInline, "SOL_SOCKET", "SO_OOBINLINE"), (SocketOption.TrafficClass4, "IPPROTO_IP", "IP_TOS"), (SocketOption.TrafficClass6, "IPPROTO_IPV6", "IPV6_TCLASS"),
        (SocketOption.ReusePort, "SOL_SOCKET", "SO_REUSEPORT"), (SocketOption.ReceiveBuffer, "SOL_SOCKET", "SO_RCVBUF"), (SocketOption.ReceiveBufferForce, "SOL_SOCKET", "SO_RCVBUFFORCE"),
        (SocketOption.Mark, "SOL_SOCKET", "SO_MARK"), (SocketOption.Transparent4, "IPPROTO_IP", "IP_TRANSPARENT"),
        (SocketOption.Transparent6, "IPPROTO_IPV6", "IPV6_TRANSPARENT"), (SocketOption.IPv6Only, "IPPROTO_IPV6", "IPV6_V6ONLY"),
        (SocketOption.NoDelay, "IPPROTO_TCP", "TCP_NODELAY"), (SocketOption.KeepAliveIdle, "IPPROTO_TCP", "TCP_KEEPIDLE"),
        (SocketOption.KeepAliveInterval, "IPPROTO_TCP", "TCP_KEEPINTVL"), (SocketOption.KeepAliveCount, "IPPROTO_TCP", "TCP_KEEPCNT"),
        (SocketOption.QuickAck, "IPPROTO_TCP", "TCP_QUICKACK"),
    ];

    private static readonly (EpollFlags Flag, string Name)[] Events =
    [
        (EpollFlags.In, "EPOLLIN"), (EpollFlags.Priority, "EPOLLPRI"), (EpollFlags.Out, "EPOLLOUT"), (EpollFlags.Error, "EPOLLERR"),
        (EpollFlags.HangUp, "EPOLLHUP"), (EpollFlags.PeerShutdown, "EPOLLRDHUP"), (EpollFlags.Exclusive, "EPOLLEXCLUSIVE"),
        (EpollFlags.EdgeTriggered, "EPOLLET"),
    ];

    [Fact]
    public void Layouts_and_numbers_are_those_of_the_headers() => CHeaders.Agree(
        [
            "stddef.h", "errno.h", "poll.h", "fcntl.h", "sys/epoll.h", "sys/socket.h", "sys/un.h", "netinet/in.h", "netinet/tcp.h", "linux/netlink.h",
            "linux/rtnetlink.h", "sys/stat.h", "sys/ioctl.h",
        ],
        [
            .. Errors.Select(error => $"{error.Name} == {(int)error.Number}"),
            .. Options.Select(option => $"{option.Level} == {option.Option.Level} && {option.Name} == {option.Option.Name}"),
            .. Events.Select(flag => $"(unsigned){flag.Name} == {(uint)flag.Flag}u"),
            $"sizeof(struct epoll_event) == {EpollBuffer.Stride} && offsetof(struct epoll_event, data) == {EpollBuffer.Stride - sizeof(ulong)}",
            $"AF_UNIX == {NativeAddress.Unix} && AF_INET == {NativeAddress.Inet} && AF_INET6 == {NativeAddress.Inet6} && AF_NETLINK == 16",
            $"sizeof(struct sockaddr_un) <= {NativeAddress.Capacity} && offsetof(struct sockaddr_un, sun_path) == 2 && sizeof(((struct sockaddr_un *)0)->sun_path) == 108",
            $"sizeof(struct sockaddr_in) == {NativeAddress.Of(NetAddress.Parse("192.0.2.1"), 1).Length} && offsetof(struct sockaddr_in, sin_port) == 2 && offsetof(struct sockaddr_in, sin_addr) == 4",
            $"sizeof(struct sockaddr_in6) == {NativeAddress.Of(NetAddress.Parse("::1"), 1).Length} && offsetof(struct sockaddr_in6, sin6_port) == 2 && offsetof(struct sockaddr_in6, sin6_addr) == 8",
            $"sizeof(struct sockaddr_nl) == {NativeAddress.OfNetlink(0).Length} && offsetof(struct sockaddr_nl, nl_groups) == 8",
            $"SOCK_STREAM == {Libc.Stream} && SOCK_DGRAM == {Libc.Datagram} && SOCK_NONBLOCK == 0x800 && SOCK_CLOEXEC == 0x80000 && SHUT_WR == {Libc.ShutWrite}",
            "SO_ERROR == 4 && SO_LINGER == 13 && SO_BINDTODEVICE == 25 && sizeof(struct linger) == 8 && offsetof(struct linger, l_onoff) == 0 && FIONREAD == 0x541b",
            $"sizeof(struct mmsghdr) == {Marshal.SizeOf<DatagramBatch.MultiMessage>()} && offsetof(struct mmsghdr, msg_len) == {Marshal.OffsetOf<DatagramBatch.MultiMessage>(nameof(DatagramBatch.MultiMessage.Length))} && MSG_DONTWAIT == 0x40 && MSG_NOSIGNAL == 0x4000",
            "F_SETPIPE_SZ == 1031 && F_GETPIPE_SZ == 1032 && SPLICE_F_MOVE == 1 && SPLICE_F_NONBLOCK == 2",
            "sizeof(struct pollfd) == 8 && offsetof(struct pollfd, events) == 4 && POLLIN == 1",
            "sizeof(struct statx) == 256 && offsetof(struct statx, stx_uid) == 20 && STATX_UID == 8 && offsetof(struct statx, stx_ino) == 32 && STATX_INO == 0x100 && offsetof(struct statx, stx_dev_major) == 136 && offsetof(struct statx, stx_dev_minor) == 140 && AT_FDCWD == -100 && AT_SYMLINK_NOFOLLOW == 0x100",
            "sizeof(struct nlmsghdr) == 16 && sizeof(struct rtmsg) == 12 && sizeof(struct rtattr) == 4 && offsetof(struct nlmsghdr, nlmsg_flags) == 6",
            "offsetof(struct rtmsg, rtm_dst_len) == 1 && offsetof(struct rtmsg, rtm_table) == 4 && offsetof(struct rtmsg, rtm_type) == 7",
            "RTM_GETROUTE == 26 && RTM_NEWROUTE == 24 && NLMSG_DONE == 3 && NLMSG_ERROR == 2 && NLM_F_DUMP_INTR == 0x10 && (NLM_F_REQUEST | NLM_F_DUMP) == 0x301",
            "RT_TABLE_LOCAL == 255 && RTN_LOCAL == 2 && RTA_DST == 1 && (RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_IFADDR | RTMGRP_IPV6_ROUTE) == 0x550",
        ]);

    // Apart: the C library's header has an older struct of the same name.
    [Fact]
    public void What_the_kernel_knows_of_a_connection_is_where_its_header_says() => CHeaders.Agree(
        ["stddef.h", "linux/in.h", "linux/tcp.h"],
        [
            "TCP_INFO == 11 && IPPROTO_TCP == 6",
            $"offsetof(struct tcp_info, tcpi_unacked) == {Marshal.OffsetOf<TcpInfo>(nameof(TcpInfo.Unacknowledged))}",
            $"offsetof(struct tcp_info, tcpi_last_ack_recv) == {Marshal.OffsetOf<TcpInfo>(nameof(TcpInfo.SinceLastAck))}",
            $"offsetof(struct tcp_info, tcpi_notsent_bytes) == {Marshal.OffsetOf<TcpInfo>(nameof(TcpInfo.Unsent))}",
        ]);
}
