using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Relay.Worker.Linux;

/// <summary>
/// Messages with descriptors over a pair of Unix sockets: unix(7), cmsg(3). SOCK_SEQPACKET keeps each message whole and reports the peer's end.
/// <code>
/// control: cmsg_len:8 cmsg_level:4 cmsg_type:4 | descriptor:4 …
/// </code>
/// </summary>
internal static unsafe partial class FdPassing
{
    /// <summary>SCM_MAX_FD: what the kernel takes in one message.</summary>
    public const int MaxDescriptors = 253;

    public const int MaxMessage = 64 * 1024;

    internal const int ControlHeader = 16;
    private const int SolSocket = 1, Rights = 1;
    private const int UnixFamily = 1, SequencedPackets = 5, CloseOnExec = 0x80000;
    private const int NoSignal = 0x4000, ReceiveCloseOnExec = 0x40000000;
    private const int Truncated = 0x20, ControlTruncated = 0x8;
    private const int ShutBoth = 2;

    public static (SafeFileHandle Ours, SafeFileHandle Theirs) CreatePair()
    {
        int* ends = stackalloc int[2];
        if (socketpair(UnixFamily, SequencedPackets | CloseOnExec, 0, ends) < 0)
            throw Failure("socketpair");
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    /// <returns>False when the other side is gone.</returns>
    public static bool TrySend(SafeFileHandle socket, ReadOnlySpan<byte> message, params ReadOnlySpan<int> descriptors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, MaxMessage);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, MaxDescriptors);
        byte* control = stackalloc byte[ControlSpace(MaxDescriptors)];
        fixed (byte* start = message)
        {
            IoVector vector = new() { Base = start, Length = (nuint)message.Length };
            MessageHeader header = new() { Vectors = &vector, VectorCount = 1 };
            if (descriptors.Length > 0)
            {
                WriteControl(new Span<byte>(control, ControlSpace(descriptors.Length)), descriptors);
                header.Control = control;
                header.ControlLength = (nuint)ControlSpace(descriptors.Length);
            }
            using Borrowed borrowed = new(socket);
            while (sendmsg(borrowed.Fd, &header, NoSignal) < 0)
            {
                switch ((Errno)Marshal.GetLastPInvokeError())
                {
                    case Errno.Interrupted:
                        continue;
                    case Errno.BrokenPipe or Errno.ConnectionReset:
                        return false;
                    default:
                        throw Failure("sendmsg");
                }
            }
            return true;
        }
    }

    /// <summary>Waits for a message and returns its length, 0 when the other side is gone.</summary>
    /// <exception cref="LinuxException">It did not fit: descriptors that came are closed.</exception>
    public static int Receive(SafeFileHandle socket, Span<byte> buffer, out ReceivedDescriptors descriptors)
    {
        byte* control = stackalloc byte[ControlSpace(MaxDescriptors)];
        fixed (byte* start = buffer)
        {
            IoVector vector = new() { Base = start, Length = (nuint)buffer.Length };
            MessageHeader header = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = (nuint)ControlSpace(MaxDescriptors) };
            using Borrowed borrowed = new(socket);
            nint count;
            do
                count = recvmsg(borrowed.Fd, &header, ReceiveCloseOnExec);
            while (count < 0 && (Errno)Marshal.GetLastPInvokeError() == Errno.Interrupted);
            // A peer that died with our message unread shows as a reset: its end all the same.
            if (count < 0 && (Errno)Marshal.GetLastPInvokeError() != Errno.ConnectionReset)
                throw Failure("recvmsg");
            descriptors = ReadControl(new ReadOnlySpan<byte>(control, count > 0 ? (int)header.ControlLength : 0));
            if ((header.Flags & (Truncated | ControlTruncated)) == 0)
                return (int)nint.Max(count, 0);
            descriptors.Dispose();
            throw new LinuxException("recvmsg: a message was cut off", Errno.ProtocolError);
        }
    }

    /// <summary>Both sides see the end, also a thread that waits in <see cref="Receive"/>.</summary>
    public static void End(SafeFileHandle socket)
    {
        using Borrowed borrowed = new(socket);
        _ = shutdown(borrowed.Fd, ShutBoth);
    }

    private static int ControlSpace(int descriptors) => ControlHeader + (descriptors * sizeof(int) + 7 & ~7);

    private static void WriteControl(Span<byte> control, ReadOnlySpan<int> descriptors)
    {
        control.Clear();
        MemoryMarshal.Write(control, (ulong)(ControlHeader + descriptors.Length * sizeof(int)));
        MemoryMarshal.Write(control[8..], SolSocket);
        MemoryMarshal.Write(control[12..], Rights);
        descriptors.CopyTo(MemoryMarshal.Cast<byte, int>(control[ControlHeader..]));
    }

    private static ReceivedDescriptors ReadControl(ReadOnlySpan<byte> control)
    {
        List<int> received = [];
        while (control.Length >= ControlHeader)
        {
            int length = (int)ulong.Min(MemoryMarshal.Read<ulong>(control), (ulong)control.Length);
            if (length < ControlHeader)
                break;
            if (MemoryMarshal.Read<int>(control[8..]) == SolSocket && MemoryMarshal.Read<int>(control[12..]) == Rights)
                received.AddRange(MemoryMarshal.Cast<byte, int>(control[ControlHeader..length]));
            control = control[int.Min(length + 7 & ~7, control.Length)..];
        }
        return new ReceivedDescriptors(received);
    }

    private static LinuxException Failure(string what) => new(what, (Errno)Marshal.GetLastPInvokeError());

    /// <summary>Keeps a handle open for the length of one call.</summary>
    private readonly ref struct Borrowed
    {
        private readonly SafeFileHandle handle;

        public Borrowed(SafeFileHandle handle)
        {
            bool added = false;
            handle.DangerousAddRef(ref added);
            this.handle = handle;
        }

        public int Fd => (int)handle.DangerousGetHandle();

        public void Dispose() => handle.DangerousRelease();
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr, recvmsg(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int family, int type, int protocol, int* ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(int fd, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvmsg(int fd, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(int fd, int how);
}
