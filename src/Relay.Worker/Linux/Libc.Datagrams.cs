using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>Datagrams in batches, recvmmsg(2) and sendmmsg(2): one call for many.</summary>
internal static unsafe partial class Libc
{
    private const int DontWait = 0x40;

    /// <summary>What is there, as far as the batch has room; fewer than that means that no more was there.</summary>
    public static IoResult ReceiveDatagrams(int fd, DatagramBatch batch)
    {
        byte* received = Address(batch.Received), control = Address(batch.Control);
        NativeAddress* peers = Address(batch.Peers);
        FdPassing.IoVector* vectors = Address(batch.Vectors);
        DatagramBatch.MultiMessage* messages = Address(batch.Messages);
        for (int i = 0; i < DatagramBatch.Capacity; i++)
        {
            vectors[i] = new() { Base = received + i * batch.MaxReceived, Length = (nuint)batch.MaxReceived };
            messages[i].Message = new()
            {
                Name = peers + i,
                NameLength = NativeAddress.Capacity,
                Vectors = vectors + i,
                VectorCount = 1,
                Control = control + i * ControlCapacity,
                ControlLength = ControlCapacity,
            };
        }
        IoResult result = IoResult.OfReturn(recvmmsg(fd, messages, DatagramBatch.Capacity, DontWait, null));
        batch.Count = result.Count;
        for (int i = 0; i < result.Count; i++)
            peers[i].Length = (int)messages[i].Message.NameLength;
        return result;
    }

    /// <summary>Sends a batch. One that cannot be sent is passed over; when the socket is full, so are those behind it.</summary>
    public static IoResult SendDatagrams(int fd, ReplyBatch batch)
    {
        NativeAddress* peers = Address(batch.Peers);
        FdPassing.IoVector* vectors = Address(batch.Vectors);
        DatagramBatch.MultiMessage* messages = Address(batch.Messages);
        for (int i = 0; i < batch.Count; i++)
        {
            Span<byte> control = batch.Control.AsSpan(i * ControlCapacity, ControlCapacity);
            ref readonly PacketInfo local = ref batch.Locals[i];
            vectors[i] = new() { Base = Address(batch[i]), Length = (nuint)batch[i].Length };
            messages[i].Message = new()
            {
                Name = peers + i,
                NameLength = (uint)peers[i].Length,
                Vectors = vectors + i,
                VectorCount = 1,
                Control = local == default ? null : Address(control),
                ControlLength = local == default ? 0 : (nuint)WriteLocalEnd(control, peers[i].Family, local),
            };
        }
        IoResult result = IoResult.OfReturn(0);
        for (int sent = 0; sent < batch.Count; sent += Math.Max(result.Count, 1))
        {
            result = IoResult.OfReturn(sendmmsg(fd, messages + sent, (uint)(batch.Count - sent), NoSignal));
            if (result.WouldBlock)
                break;
        }
        return result;
    }

    /// <summary>Of memory that is pinned for good.</summary>
    private static T* Address<T>(T[] pinned)
        where T : unmanaged => (T*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);

    private static byte* Address(ReadOnlySpan<byte> pinned)
    {
        fixed (byte* start = pinned)
            return start;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int recvmmsg(int fd, DatagramBatch.MultiMessage* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sendmmsg(int fd, DatagramBatch.MultiMessage* messages, uint count, int flags);
}
