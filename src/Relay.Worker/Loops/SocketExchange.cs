using System.Buffers;
using Relay.Worker.Linux;

namespace Relay.Worker.Loops;

/// <summary>
/// Messages on a socket before bytes are relayed on it, the first of which may have come already. Its buffer is rented for that time only; every wait ends
/// with the socket's deadline.
/// </summary>
internal sealed class SocketExchange : IDisposable
{
    private readonly LoopSocket socket;
    private readonly int capacity;
    private readonly byte[] buffer;
    private int start, end;

    public SocketExchange(LoopSocket socket, int capacity, ReadOnlyMemory<byte> early = default)
    {
        this.socket = socket;
        this.capacity = Math.Max(capacity, early.Length);
        buffer = ArrayPool<byte>.Shared.Rent(this.capacity);
        early.CopyTo(buffer);
        end = early.Length;
    }

    /// <summary>The socket's deadline has passed.</summary>
    public bool IsExpired => socket.IsExpired;

    /// <summary>What was received and not consumed.</summary>
    public ReadOnlySpan<byte> Received => buffer.AsSpan(start, end - start);

    public void Consume(int count) => start += count;

    /// <summary>Receives more; false at the end of the stream, past the deadline, on an error, or when no message may be this long.</summary>
    public async ValueTask<bool> ReceiveAsync()
    {
        while (end < capacity)
        {
            if (await socket.Readable() != WaitEnd.Ready)
                return false;
            IoResult result = socket.Receive(buffer.AsSpan(end, capacity - end));
            end += result.Count;
            if (!result.WouldBlock)
                return result.Count > 0;
        }
        return false;
    }

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            if (await socket.Writable() != WaitEnd.Ready)
                return false;
            IoResult result = socket.Send(message.Span);
            if (!result.Succeeded && !result.WouldBlock)
                return false;
            message = message[result.Count..];
        }
        return true;
    }

    /// <summary>What is left, for the data path to send on first.</summary>
    public ReadOnlyMemory<byte> TakeRest() => Received.IsEmpty ? default : Received.ToArray();

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
