using System.Net;
using System.Net.Sockets;

namespace Relay.EndToEnd.Faults;

/// <summary>
/// One flow through a SOCKS listener to an echo server, from an address that no other flow has: by it its row is found. It remembers how far it came, which says
/// what the audit must know.
/// </summary>
internal sealed class AuditClient(int number, Random random)
{
    private const int MaxChunk = 4096, LongOnceIn = 40;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly int chunk = random.Next(1, MaxChunk), rounds = random.Next(LongOnceIn) == 0 ? random.Next(5, 40) : 1;

    /// <summary>One of loopback.</summary>
    public IPAddress Address { get; } = new([127, (byte)(80 + (number >> 16)), (byte)(number >> 8), (byte)number]);

    /// <summary>The relay said that the target is connected: by then the flow is in the journal.</summary>
    public bool WasGranted { get; private set; }

    /// <summary>All bytes came back, and the end after them.</summary>
    public bool IsComplete { get; private set; }

    public DateTime EndedAt { get; private set; }

    public long Bytes => (long)chunk * rounds;

    /// <summary>Other bytes than those that were sent came back.</summary>
    public bool SawWrongBytes { get; private set; }

    public async Task RunAsync(IPEndPoint listener, IPEndPoint target)
    {
        using CancellationTokenSource late = new(Deadline);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(Address, 0));
            await socket.ConnectAsync(listener, late.Token);
            await PlayAsync(socket, target, late.Token);
        }
        catch (Exception broken) when (broken is SocketException or EndOfStreamException or IOException)
        {
            // The worker was killed, or is not there: what it must remember all the same is known.
        }
        EndedAt = TimeProvider.System.GetUtcNow().UtcDateTime;
    }

    private async Task PlayAsync(Socket socket, IPEndPoint target, CancellationToken late)
    {
        using NetworkStream stream = new(socket);
        byte[] request = [5, 1, 0, 5, 1, 0, 1, .. target.Address.GetAddressBytes(), (byte)(target.Port >> 8), (byte)target.Port];
        await stream.WriteAsync(request, late);
        byte[] reply = new byte[12];
        await stream.ReadExactlyAsync(reply, late);
        WasGranted = reply[3] == 0;
        if (!WasGranted)
            return;
        byte[] sent = new byte[chunk], back = new byte[chunk];
        for (int round = 0; round < rounds; round++)
        {
            Array.Fill(sent, (byte)(number + round));
            await stream.WriteAsync(sent, late);
            await stream.ReadExactlyAsync(back, late);
            SawWrongBytes |= !sent.AsSpan().SequenceEqual(back);
            if (rounds > 1)
                await Task.Delay(100, late);
        }
        socket.Shutdown(SocketShutdown.Send);
        IsComplete = await stream.ReadAsync(back, late) == 0;
    }
}
