using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Relay.Store.Model;

namespace Relay.Worker.Linux;

/// <summary>
/// The local end of a datagram, in its control message: a socket bound to no address answers from the one that was asked, as the client expects.
/// <code>
/// IP_PKTINFO    cmsg_len:8 level:4 type:4 | ifindex:4 spec_dst:4 addr:4        ip(7)
/// IPV6_PKTINFO  cmsg_len:8 level:4 type:4 | addr:16 ifindex:4                  ipv6(7); IPv4 on such a socket in mapped form
/// </code>
/// </summary>
internal static unsafe partial class Libc
{
    private const int ControlHeader = 16;

    /// <summary>Room for what is known of one datagram beside its bytes.</summary>
    public const int ControlCapacity = 64;

    private const int LevelIPv4 = 0, PacketInfo4 = 8, PacketInfo4Length = 12;
    private const int LevelIPv6 = 41, PacketInfo6 = 50, PacketInfo6Length = 20;

    /// <summary>Has the kernel tell the local end of each datagram from now on.</summary>
    public static IoResult ReportLocalEnds(int fd) =>
        SetOption(fd, LocalAddress(fd).Family == NativeAddress.Inet ? SocketOption.ReceivePacketInfo4 : SocketOption.ReceivePacketInfo6, 1);

    /// <summary>Only what was asked for comes, so there is one control message or none.</summary>
    public static PacketInfo ReadLocalEnd(ReadOnlySpan<byte> control)
    {
        if (control.Length < ControlHeader)
            return default;
        ReadOnlySpan<byte> data = control[ControlHeader..];
        return (MemoryMarshal.Read<int>(control[8..]), MemoryMarshal.Read<int>(control[12..])) switch
        {
            (LevelIPv4, PacketInfo4) when data.Length >= PacketInfo4Length =>
                new PacketInfo(NetAddress.FromBytes(data.Slice(4, 4)), MemoryMarshal.Read<int>(data)),
            (LevelIPv6, PacketInfo6) when data.Length >= PacketInfo6Length =>
                new PacketInfo(NetAddress.FromBytes(data[..16]), MemoryMarshal.Read<int>(data[16..])),
            _ => default,
        };
    }

    private static int WriteLocalEnd(Span<byte> control, ushort family, in PacketInfo local)
    {
        control.Clear();
        bool four = family == NativeAddress.Inet;
        int length = four ? PacketInfo4Length : PacketInfo6Length;
        MemoryMarshal.Write(control, (ulong)(ControlHeader + length));
        MemoryMarshal.Write(control[8..], four ? LevelIPv4 : LevelIPv6);
        MemoryMarshal.Write(control[12..], four ? PacketInfo4 : PacketInfo6);
        Span<byte> data = control[ControlHeader..];
        if (four)
        {
            BinaryPrimitives.WriteUInt32BigEndian(data[4..], local.Address.Low32);
        }
        else
        {
            local.Address.WriteBytes(data);
            // The interface is named for link-local addresses (fe80::/10), which mean nothing without; else the route decides, as for any reply.
            MemoryMarshal.Write(data[16..], local.Address.High64 >> 54 == 0xfe80 >> 6 ? local.Interface : 0);
        }
        return ControlHeader + (length + 7 & ~7);
    }
}
