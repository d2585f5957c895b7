using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>Datagrams that are received together. Its memory is reused: what was received is there until the next time.</summary>
internal sealed class DatagramBatch
{
    public const int Capacity = 32;

    /// <param name="maxReceived">What is longer is cut off.</param>
    public DatagramBatch(int maxReceived)
    {
        MaxReceived = maxReceived;
        Received = Pinned<byte>(Capacity * maxReceived);
    }

    /// <summary>How many were received.</summary>
    public int Count { get; internal set; }

    public ref readonly NativeAddress PeerOf(int index) => ref Peers[index];

    /// <summary>Where it came to, if the socket was told to say so (<see cref="Libc.ReportLocalEnds"/>).</summary>
    public PacketInfo LocalEndOf(int index) =>
        Libc.ReadLocalEnd(Control.AsSpan(index * Libc.ControlCapacity, (int)Messages[index].Message.ControlLength));

    public ReadOnlySpan<byte> this[int index] => Received.AsSpan(index * MaxReceived, (int)Messages[index].Length);

    internal int MaxReceived { get; }

    internal byte[] Received { get; }

    internal NativeAddress[] Peers { get; } = Pinned<NativeAddress>(Capacity);

    internal byte[] Control { get; } = Pinned<byte>(Capacity * Libc.ControlCapacity);

    internal MultiMessage[] Messages { get; } = Pinned<MultiMessage>(Capacity);

    internal FdPassing.IoVector[] Vectors { get; } = Pinned<FdPassing.IoVector>(Capacity);

    internal static T[] Pinned<T>(int count) => GC.AllocateArray<T>(count, pinned: true);

    /// <summary>struct mmsghdr, recvmmsg(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MultiMessage
    {
        public FdPassing.MessageHeader Message;
        public uint Length;
    }
}
