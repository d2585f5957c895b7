using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>epoll(7) and eventfd(2).</summary>
internal static unsafe partial class Libc
{
    private const int EpollCloseOnExec = 0x80000;
    private const int Add = 1, Delete = 2;

    public static int EpollCreate()
    {
        int fd = epoll_create1(EpollCloseOnExec);
        return fd >= 0 ? fd : throw Failure("epoll_create1");
    }

    public static IoResult EpollAdd(int epoll, int fd, EpollFlags events, ulong data)
    {
        byte* entry = stackalloc byte[EpollBuffer.Stride];
        EpollBuffer.Write(new Span<byte>(entry, EpollBuffer.Stride), events, data);
        return IoResult.OfReturn(epoll_ctl(epoll, Add, fd, entry));
    }

    public static IoResult EpollRemove(int epoll, int fd) => IoResult.OfReturn(epoll_ctl(epoll, Delete, fd, null));

    /// <summary>Waits for events, in milliseconds; an interrupted wait is one without events.</summary>
    public static int EpollWait(int epoll, EpollBuffer events, int milliseconds)
    {
        fixed (byte* start = events.Bytes)
        {
            int count = epoll_wait(epoll, start, events.Capacity, milliseconds);
            if (count >= 0)
                return count;
            return (Errno)Marshal.GetLastPInvokeError() == Errno.Interrupted ? 0 : throw Failure("epoll_wait");
        }
    }

    public static int EventFd()
    {
        int fd = eventfd(0, CloseOnExec | NonBlock);
        return fd >= 0 ? fd : throw Failure("eventfd");
    }

    /// <summary>Adds one to an eventfd; a counter that is full is signalled already.</summary>
    public static void Signal(int eventFd)
    {
        ulong one = 1;
        _ = write(eventFd, &one, sizeof(ulong));
    }

    /// <summary>Takes an eventfd back to zero.</summary>
    public static void Drain(int eventFd)
    {
        ulong count;
        _ = read(eventFd, &count, sizeof(ulong));
    }

    /// <summary>Waits, off the loops, until a descriptor is readable: poll(2).</summary>
    public static void WaitReadable(int fd)
    {
        // struct pollfd { int fd; short events; short revents; }
        long entry = BitConverter.IsLittleEndian ? (uint)fd | 1L << 32 : (long)fd << 32 | 1L << 16;
        _ = poll(&entry, 1, -1);
    }

    private static LinuxException Failure(string what) => new(what, (Errno)Marshal.GetLastPInvokeError());

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int fd, byte* entry);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, byte* events, int capacity, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, void* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int fd, void* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(void* entries, ulong count, int milliseconds);
}
