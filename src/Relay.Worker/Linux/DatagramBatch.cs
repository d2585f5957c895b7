using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>
/// Datagrams that are received together, and for each of them a reply, which goes to where it came from, from where it came to. Its memory is reused: what was
/// received is there until the next time.
/// </summary>
internal sealed class DatagramBatch
{
    public const int Capacity = 32;

    private readonly int maxReply;
    private readonly byte[] replies;
    private readonly int[] lengths = new int[Capacity];

    /// <param name="maxReceived">What is longer is cut off.</param>
    /// <param name="maxReply">The longest reply.</param>
    public DatagramBatch(int maxReceived, int maxReply)
    {
        this.maxReply = maxReply;
        MaxReceived = maxReceived;
        Received = Pinned<byte>(Capacity * maxReceived);
        replies = Pinned<byte>(Capacity * maxReply);
    }

    /// <summary>How many were received.</summary>
    public int Count { get; internal set; }

    public ref readonly NativeAddress PeerOf(int index) => ref Peers[index];

    /// <summary>Where it came to, if the socket was told to say so (<see cref="Libc.ReportLocalEnds"/>).</summary>
    public PacketInfo LocalEndOf(int index) => Libc.ReadLocalEnd(ControlOf(index)[..(int)Incoming[index].Message.ControlLength]);

    public ReadOnlySpan<byte> this[int index] => Received.AsSpan(index * MaxReceived, (int)Incoming[index].Length);

    /// <summary>Where the reply to one is written; how long it is says <see cref="Reply"/>.</summary>
    public Span<byte> ReplyTo(int index) => replies.AsSpan(index * maxReply, maxReply);

    public void Reply(int index, int length) => lengths[index] = length;

    internal int MaxReceived { get; }

    internal byte[] Received { get; }

    internal NativeAddress[] Peers { get; } = Pinned<NativeAddress>(Capacity);

    internal byte[] Control { get; } = Pinned<byte>(Capacity * Libc.ControlCapacity);

    internal MultiMessage[] Incoming { get; } = Pinned<MultiMessage>(Capacity);

    internal MultiMessage[] Outgoing { get; } = Pinned<MultiMessage>(Capacity);

    internal FdPassing.IoVector[] IncomingVectors { get; } = Pinned<FdPassing.IoVector>(Capacity);

    internal FdPassing.IoVector[] OutgoingVectors { get; } = Pinned<FdPassing.IoVector>(Capacity);

    internal Span<byte> ControlOf(int index) => Control.AsSpan(index * Libc.ControlCapacity, Libc.ControlCapacity);

    /// <summary>The reply to one, which is then forgotten.</summary>
    internal ReadOnlySpan<byte> TakeReply(int index)
    {
        int length = lengths[index];
        lengths[index] = 0;
        return ReplyTo(index)[..length];
    }

    private static T[] Pinned<T>(int count) => GC.AllocateArray<T>(count, pinned: true);

    /// <summary>struct mmsghdr, recvmmsg(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MultiMessage
    {
        public FdPassing.MessageHeader Message;
        public uint Length;
    }
}
