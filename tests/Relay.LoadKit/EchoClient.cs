using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Relay.LoadKit;

/// <summary>One connection to an echo server.</summary>
internal sealed class EchoClient : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static long sequence;

    private readonly Socket socket;

    private EchoClient(Socket socket) => this.socket = socket;

    public static async Task<EchoClient> ConnectAsync(IPEndPoint target)
    {
        Socket socket = new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using CancellationTokenSource late = new(Deadline);
            await socket.ConnectAsync(target, late.Token);
            return new EchoClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Eight bytes of their own, there and back.</summary>
    public async Task EchoAsync()
    {
        byte[] sent = new byte[8], back = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(sent, Interlocked.Increment(ref sequence));
        await SendAsync(sent);
        await ReceiveAsync(back);
        if (!sent.AsSpan().SequenceEqual(back))
            throw new InvalidDataException("other bytes came back");
    }

    /// <summary>Many bytes, there and back at once.</summary>
    public async Task EchoAsync(byte[] bytes)
    {
        byte[] back = new byte[bytes.Length];
        await Task.WhenAll(SendAsync(bytes), ReceiveAsync(back));
        if (!bytes.AsSpan().SequenceEqual(back))
            throw new InvalidDataException("other bytes came back");
    }

    /// <summary>Ends in order, and waits for the other end.</summary>
    public async Task EndAsync()
    {
        using CancellationTokenSource late = new(Deadline);
        socket.Shutdown(SocketShutdown.Send);
        if (await socket.ReceiveAsync(new byte[1], late.Token) != 0)
            throw new InvalidDataException("more came than was sent");
    }

    public void Dispose() => socket.Dispose();

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using CancellationTokenSource late = new(Deadline);
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, late.Token)..];
    }

    private async Task ReceiveAsync(Memory<byte> bytes)
    {
        using CancellationTokenSource late = new(Deadline);
        while (!bytes.IsEmpty)
        {
            int count = await socket.ReceiveAsync(bytes, late.Token);
            bytes = count > 0 ? bytes[count..] : throw new EndOfStreamException("the connection ended early");
        }
    }
}
