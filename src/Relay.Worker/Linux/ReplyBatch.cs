using static Relay.Worker.Linux.DatagramBatch;

namespace Relay.Worker.Linux;

/// <summary>Datagrams that are sent together (<see cref="Libc.SendDatagrams"/>), each to a peer and from the local end that it was asked at. Its memory is reused.</summary>
/// <param name="longest">The longest datagram.</param>
internal sealed class ReplyBatch(int longest)
{
    public const int Capacity = DatagramBatch.Capacity;

    private readonly byte[] datagrams = Pinned<byte>(Capacity * longest);
    private readonly int[] lengths = new int[Capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    /// <summary>Where the next one is written, before <see cref="Add"/>. Not of a full batch.</summary>
    public Span<byte> Next => datagrams.AsSpan(Count * longest, longest);

    public void Add(int length, in NativeAddress peer, in PacketInfo local)
    {
        lengths[Count] = length;
        Peers[Count] = peer;
        Locals[Count] = local;
        Count++;
    }

    public void Clear() => Count = 0;

    internal ReadOnlySpan<byte> this[int index] => datagrams.AsSpan(index * longest, lengths[index]);

    internal NativeAddress[] Peers { get; } = Pinned<NativeAddress>(Capacity);

    internal PacketInfo[] Locals { get; } = new PacketInfo[Capacity];

    internal byte[] Control { get; } = Pinned<byte>(Capacity * Libc.ControlCapacity);

    internal MultiMessage[] Messages { get; } = Pinned<MultiMessage>(Capacity);

    internal FdPassing.IoVector[] Vectors { get; } = Pinned<FdPassing.IoVector>(Capacity);
}
