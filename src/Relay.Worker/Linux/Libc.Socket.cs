using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>socket(2) and its family. All sockets are close-on-exec and non-blocking.</summary>
internal static unsafe partial class Libc
{
    public const int Stream = 1, Datagram = 2;
    private const int NonBlock = 0x800, CloseOnExec = 0x80000;
    private const int NoSignal = 0x4000, MoreFollows = 0x8000;

    private const uint CountUnreadRequest = 0x541b; // FIONREAD, SIOCINQ

    /// <summary>How a connection's sending half, or both, is ended: shutdown(2).</summary>
    public const int ShutWrite = 1;

    public static int OpenSocket(ushort family, int type)
    {
        int fd = socket(family, type | NonBlock | CloseOnExec, 0);
        return fd >= 0 ? fd : throw Failure("socket");
    }

    /// <summary>socket(2) where running out of descriptors is an everyday result, also at the <see cref="DescriptorCeiling"/>.</summary>
    public static IoResult TryOpenSocket(ushort family, int type)
    {
        IoResult opened = IoResult.OfReturn(socket(family, type | NonBlock | CloseOnExec, 0));
        if (!opened.Succeeded || !DescriptorCeiling.IsPassedBy(opened.Count))
            return opened;
        Close(opened.Count);
        return IoResult.Of(Errno.TooManyFiles);
    }

    /// <summary>socketpair(2): two stream sockets that are each other's peers.</summary>
    public static Errno TryOpenPair(out int first, out int second)
    {
        int* ends = stackalloc int[2] { -1, -1 };
        Errno error = IoResult.OfReturn(socketpair(NativeAddress.Unix, Stream | NonBlock | CloseOnExec, 0, ends)).Error;
        (first, second) = (ends[0], ends[1]);
        if (error != Errno.None || !DescriptorCeiling.IsPassedBy(Math.Max(first, second)))
            return error;
        Close(first);
        Close(second);
        return Errno.TooManyFiles;
    }

    public static IoResult Bind(int fd, in NativeAddress address)
    {
        fixed (NativeAddress* native = &address)
            return IoResult.OfReturn(bind(fd, native, (uint)address.Length));
    }

    public static IoResult Listen(int fd, int backlog) => IoResult.OfReturn(listen(fd, backlog));

    /// <summary>accept4(2): the new descriptor as count, its peer in <paramref name="peer"/>.</summary>
    public static IoResult Accept(int fd, out NativeAddress peer)
    {
        peer = default;
        uint length = NativeAddress.Capacity;
        fixed (NativeAddress* native = &peer)
        {
            IoResult result = IoResult.OfReturn(accept4(fd, native, &length, NonBlock | CloseOnExec));
            native->Length = (int)length;
            return result;
        }
    }

    public static IoResult Connect(int fd, in NativeAddress address)
    {
        fixed (NativeAddress* native = &address)
            return IoResult.OfReturn(connect(fd, native, (uint)address.Length));
    }

    public static NativeAddress LocalAddress(int fd)
    {
        NativeAddress address = default;
        uint length = NativeAddress.Capacity;
        if (getsockname(fd, &address, &length) < 0)
            throw Failure("getsockname");
        address.Length = (int)length;
        return address;
    }

    public static IoResult Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            return IoResult.OfReturn(recv(fd, start, (nuint)buffer.Length, 0));
    }

    /// <summary>Bytes that were received and not read, tcp(7). Unlike a recv(2) that peeks, it leaves a reset for the read that is to tell of it.</summary>
    public static int CountUnread(int fd)
    {
        int count;
        return ioctl(fd, CountUnreadRequest, &count) == 0 ? count : 0;
    }

    /// <summary>send(2).</summary>
    /// <param name="fd">A connected socket.</param>
    /// <param name="buffer">What to send.</param>
    /// <param name="more">MSG_MORE: a partial segment waits, up to 200 ms (tcp(7)), for what follows; a FIN does.</param>
    public static IoResult Send(int fd, ReadOnlySpan<byte> buffer, bool more = false)
    {
        fixed (byte* start = buffer)
            return IoResult.OfReturn(send(fd, start, (nuint)buffer.Length, more ? NoSignal | MoreFollows : NoSignal));
    }

    public static IoResult Shutdown(int fd, int how) => IoResult.OfReturn(shutdown(fd, how));

    public static void Close(int fd) => _ = close(fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int family, int type, int protocol, int* ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int fd, NativeAddress* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(int fd, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(int fd, NativeAddress* address, uint* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int fd, NativeAddress* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockname(int fd, NativeAddress* address, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, int* value);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(int fd, int how);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int fd);
}
