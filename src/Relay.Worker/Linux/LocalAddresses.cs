using System.Buffers;
using Relay.Store.Model;

namespace Relay.Worker.Linux;

/// <summary>
/// What a network namespace takes for its own: its <c>local</c> routing table, and what the kernel adds to those of VRFs for their devices' addresses (vrf.rst). Read by
/// rtnetlink(7), which also tells when it changes. Routes of type local in other tables are the administrator's, TPROXY's for instance, and no addresses.
/// </summary>
internal sealed class LocalAddresses : IDisposable
{
    private const uint AddressAndRouteGroups = 0x10 | 0x40 | 0x100 | 0x400; // RTMGRP_IPV4_IFADDR, _IPV4_ROUTE, _IPV6_IFADDR, _IPV6_ROUTE
    private const ushort GetRoute = 26, NewRoute = 24; // RTM_
    private const int Attempts = 10, NoticeSize = 4096;
    private const byte LocalTable = 255, KernelProtocol = 2; // RTPROT_KERNEL
    private const byte LocalType = 2, BroadcastType = 3, AnycastType = 4; // RTN_: of a subnet's routers, RFC 4291 section 2.6.1, is this host too
    private const int RouteSize = 12;
    private const ushort Destination = 1; // RTA_DST

    private LocalAddresses(int fd) => Descriptor = fd;

    /// <summary>Readable when addresses or routes have changed since <see cref="Read"/>.</summary>
    public int Descriptor { get; }

    /// <summary>Follows the namespace of the calling thread.</summary>
    public static LocalAddresses Open()
    {
        int fd = Libc.OpenSocket(RouteNetlink.Family, RouteNetlink.Raw);
        IoResult bound = Libc.Bind(fd, NativeAddress.OfNetlink(AddressAndRouteGroups));
        if (bound.Succeeded)
            return new LocalAddresses(fd);
        Libc.Close(fd);
        throw new LinuxException("bind (rtnetlink)", bound.Error);
    }

    /// <summary>Follows a namespace by its name of ip-netns(8), or by a path.</summary>
    /// <exception cref="LinuxException">It is not there, or may not be entered.</exception>
    public static LocalAddresses OpenIn(string netns)
    {
        using NamespaceThread thread = NamespaceThread.Enter(netns);
        return thread.Run(Open);
    }

    /// <summary>What the namespace of the calling thread takes for its own.</summary>
    public static IReadOnlyList<NetPrefix> ReadOnce()
    {
        using LocalAddresses addresses = Open();
        return addresses.Read();
    }

    /// <summary>Whether there are notices since <see cref="Read"/>, which are dropped.</summary>
    public bool HasChanged()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(NoticeSize);
        bool changed = DropNotices(buffer);
        ArrayPool<byte>.Shared.Return(buffer);
        return changed;
    }

    /// <summary>Drops pending notices, then reads the whole table.</summary>
    /// <exception cref="LinuxException">It could not be read whole: what is known of it must not be forgotten.</exception>
    public IReadOnlyList<NetPrefix> Read()
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(64 << 10);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            DropNotices(buffer);
            List<NetPrefix> found = [];
            if (RouteNetlink.TryDump(Descriptor, GetRoute, RouteSize, NewRoute, buffer, route => AddRoute(route, found)))
                return found;
        }
        throw new LinuxException("the table of local addresses (rtnetlink)", Errno.TryAgain);
    }

    public void Dispose() => Libc.Close(Descriptor);

    /// <summary>
    /// <code>
    /// rtmsg  family:1 dst_len:1 src_len:1 tos:1 table:1 protocol:1 scope:1 type:1 flags:4
    /// </code>
    /// </summary>
    private static void AddRoute(ReadOnlySpan<byte> route, List<NetPrefix> found)
    {
        bool inet = route[0] == NativeAddress.Inet;
        if (route[7] is not (LocalType or BroadcastType or AnycastType) || (route[4] != LocalTable && route[5] != KernelProtocol))
            return;
        int prefixLength = route[1];
        ReadOnlySpan<byte> attributes = route[RouteSize..];
        while (RouteNetlink.TryTake(ref attributes, out ushort type, out ReadOnlySpan<byte> data))
        {
            if (type == Destination && data.Length == (inet ? 4 : 16))
                found.Add(new NetPrefix(NetAddress.FromBytes(data), prefixLength + (inet ? 96 : 0)));
        }
    }

    /// <summary>False where there were none. Too many for the kernel to keep are some.</summary>
    private bool DropNotices(Span<byte> buffer)
    {
        bool any = false;
        while (Libc.Receive(Descriptor, buffer) is { Count: > 0 } or { Error: Errno.NoBuffers })
            any = true;
        return any;
    }
}
