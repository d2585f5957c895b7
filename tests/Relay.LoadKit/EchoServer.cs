using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Relay.LoadKit;

/// <summary>Sends back what it gets, and ends when the client does. An idle connection holds no buffer.</summary>
internal static class EchoServer
{
    private const int BufferSize = 64 << 10, Backlog = 4096;

    public static async Task RunAsync(Arguments arguments)
    {
        foreach (int port in arguments.Ports)
        {
            Socket listening = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            listening.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            listening.Listen(Backlog);
            _ = AcceptAsync(listening);
        }
        await Console.Out.WriteLineAsync("ready");
        _ = await Console.In.ReadToEndAsync();
    }

    private static async Task AcceptAsync(Socket listening)
    {
        while (true)
            _ = EchoAsync(await listening.AcceptAsync());
    }

    private static async Task EchoAsync(Socket client)
    {
        using Socket closing = client;
        client.NoDelay = true;
        try
        {
            while (true)
            {
                _ = await client.ReceiveAsync(Memory<byte>.Empty);
                byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                try
                {
                    int count = await client.ReceiveAsync(buffer.AsMemory());
                    if (count == 0)
                        return;
                    for (int sent = 0; sent < count;)
                        sent += await client.SendAsync(buffer.AsMemory(sent, count - sent));
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (SocketException)
        {
            return; // Clients may leave when they like.
        }
    }
}
