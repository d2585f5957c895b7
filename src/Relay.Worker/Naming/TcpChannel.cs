using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Naming;

/// <summary>DNS over TCP as it is.</summary>
internal sealed class TcpChannel(LoopSocket socket) : IDnsChannel
{
    public bool HasMore => socket.IsReadable;

    public bool IsExpired => socket.IsExpired;

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        while (await socket.Readable() == WaitEnd.Ready)
        {
            IoResult received = socket.Receive(buffer.Span);
            if (!received.WouldBlock)
                return received.Count;
        }
        return 0;
    }

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!socket.IsClosed)
        {
            IoResult sent = socket.Send(bytes.Span);
            if (!sent.Succeeded && !sent.WouldBlock)
                return false;
            bytes = bytes[sent.Count..];
            if (bytes.IsEmpty)
                return true;
            if (await socket.Writable() != WaitEnd.Ready)
                return false;
        }
        return false;
    }

    public void SetDeadline(TimeSpan delay) => socket.SetDeadline(delay);

    public void Dispose() => socket.Close();
}
