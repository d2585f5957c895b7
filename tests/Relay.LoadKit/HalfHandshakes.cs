using System.Net;
using System.Net.Sockets;

namespace Relay.LoadKit;

/// <summary>Connections that say one byte of SOCKS 5 and no more. Says <c>held</c> when all stand, and <c>ended</c> when the other side has ended all.</summary>
internal static class HalfHandshakes
{
    public static async Task RunAsync(Arguments arguments)
    {
        IPEndPoint[] targets = arguments.Targets;
        Task[] held = new Task[arguments.Number("count")];
        int ended = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, held.Length), async (n, _) =>
        {
            Socket socket = new(targets[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(targets[n % targets.Length], CancellationToken.None);
            await socket.SendAsync((byte[])[5], CancellationToken.None);
            held[n] = HoldAsync(socket);
        });
        Console.WriteLine($"held {held.Length}");
        await Task.WhenAll(held);
        Console.WriteLine($"ended {ended}");

        async Task HoldAsync(Socket socket)
        {
            using Socket closing = socket;
            try
            {
                while (await socket.ReceiveAsync(new byte[16]) > 0)
                {
                }
            }
            catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
            {
            }
            Interlocked.Increment(ref ended);
        }
    }
}
