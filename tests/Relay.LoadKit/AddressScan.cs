using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Relay.LoadKit;

/// <summary>
/// Connections to random phantom addresses of a pool, half of them with a low id, as names have them: <c>count</c> at least, and until its input ends. Prints how many ended
/// with a reset, and how many otherwise.
/// </summary>
internal static class AddressScan
{
    private const int Parallel = 64, LowIds = 4096;

    public static async Task RunAsync(Arguments arguments)
    {
        IPEndPoint[] targets = arguments.Targets;
        int count = arguments.Number("count"), begun = 0, reset = 0, other = 0;
        // Console.In reads synchronously whatever the method is called.
        Task<string> input = Task.Run(Console.In.ReadToEnd);
        Console.WriteLine("scanning");
        await Task.WhenAll(Enumerable.Range(0, Parallel).Select(scanner => Task.Run(async () =>
        {
            Random random = new(scanner);
            while (Interlocked.Increment(ref begun) is var n && (n <= count || !input.IsCompleted))
                _ = await IsResetAsync(Guess(targets[n % targets.Length], random, n % 2 == 0)) ? Interlocked.Increment(ref reset) : Interlocked.Increment(ref other);
        })));
        Console.WriteLine($"scanned reset={reset} other={other}");
    }

    // 01, 40 bits of id, 22 bits of tag behind the prefix.
    private static IPEndPoint Guess(IPEndPoint pool, Random random, bool low)
    {
        byte[] address = pool.Address.GetAddressBytes();
        long id = low ? random.NextInt64(1, LowIds) : random.NextInt64(1, 1L << 40);
        BinaryPrimitives.WriteInt64BigEndian(address.AsSpan(8), (1L << 62) | (id << 22) | random.NextInt64(1 << 22));
        return new IPEndPoint(new IPAddress(address), pool.Port);
    }

    private static async Task<bool> IsResetAsync(IPEndPoint target)
    {
        using Socket socket = new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target);
            _ = await socket.ReceiveAsync(new byte[1]);
            return false;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionRefused;
        }
    }
}
