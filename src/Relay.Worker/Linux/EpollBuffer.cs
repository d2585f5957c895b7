using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>
/// An array of <c>struct epoll_event</c>, epoll_event(3type). The struct is packed on x86-64 and aligned elsewhere:
/// <code>
/// x86-64  events:4 data:8            arm64  events:4 padding:4 data:8
/// </code>
/// </summary>
internal sealed class EpollBuffer(int capacity)
{
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>sizeof(struct epoll_event).</summary>
    public static readonly int Stride = DataOffset + sizeof(ulong);

    public int Capacity { get; } = capacity;

    internal byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(capacity * Stride, pinned: true);

    public (EpollFlags Events, ulong Data) this[int index]
    {
        get
        {
            ReadOnlySpan<byte> entry = Bytes.AsSpan(index * Stride, Stride);
            return ((EpollFlags)MemoryMarshal.Read<uint>(entry), MemoryMarshal.Read<ulong>(entry[DataOffset..]));
        }
    }

    internal static void Write(Span<byte> entry, EpollFlags events, ulong data)
    {
        MemoryMarshal.Write(entry, (uint)events);
        MemoryMarshal.Write(entry[DataOffset..], data);
    }
}
