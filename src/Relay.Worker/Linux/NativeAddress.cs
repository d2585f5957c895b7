using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Relay.Store.Model;

namespace Relay.Worker.Linux;

/// <summary>
/// A socket address in the kernel's form, large enough for every family used here:
/// <code>
/// sockaddr_in    family:2 port:2 addr:4                          ip(7)
/// sockaddr_in6   family:2 port:2 flowinfo:4 addr:16 scope:4      ipv6(7)
/// sockaddr_un    family:2 path:108                               unix(7)
/// </code>
/// Family is in host order, port and address in network order.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeAddress
{
    public const int Capacity = 112;

    public const ushort Unix = 1, Inet = 2, Inet6 = 10;

    private const int PathOffset = 2;
    private const int MaxPath = 107;

    private fixed byte bytes[Capacity];

    /// <summary>The length to hand to the kernel.</summary>
    public int Length;

    public ushort Family => MemoryMarshal.Read<ushort>(Bytes);

    private Span<byte> Bytes => MemoryMarshal.CreateSpan(ref bytes[0], Capacity);

    /// <summary>An endpoint for a socket of <paramref name="family"/>; IPv4 on an IPv6 socket takes its mapped form.</summary>
    public static NativeAddress Of(NetAddress address, ushort port, ushort family)
    {
        NativeAddress native = default;
        Span<byte> bytes = native.Bytes;
        MemoryMarshal.Write(bytes, family);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], port);
        if (family == Inet)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], address.Low32);
            native.Length = 16;
        }
        else
        {
            address.WriteBytes(bytes[8..]);
            native.Length = 28;
        }
        return native;
    }

    /// <summary>The endpoint for a socket of the address's own family.</summary>
    public static NativeAddress Of(NetAddress address, ushort port) => Of(address, port, FamilyOf(address));

    /// <exception cref="ArgumentException">The path does not fit sun_path.</exception>
    public static NativeAddress OfPath(string path)
    {
        NativeAddress native = default;
        Span<byte> bytes = native.Bytes;
        if (Encoding.UTF8.GetByteCount(path) is var length && length is 0 or > MaxPath)
            throw new ArgumentException($"'{path}' is too long for a Unix socket (107 bytes at most)", nameof(path));
        MemoryMarshal.Write(bytes, Unix);
        Encoding.UTF8.GetBytes(path, bytes[PathOffset..]);
        native.Length = PathOffset + length + 1;
        return native;
    }

    /// <summary>sockaddr_nl, netlink(7): family:2 pad:2 pid:4 groups:4.</summary>
    public static NativeAddress OfNetlink(uint groups)
    {
        NativeAddress native = default;
        Span<byte> bytes = native.Bytes;
        MemoryMarshal.Write(bytes, (ushort)16);
        MemoryMarshal.Write(bytes[8..], groups);
        native.Length = 12;
        return native;
    }

    public static ushort FamilyOf(NetAddress address) => address.IsIPv4 ? Inet : Inet6;

    /// <summary>The IP endpoint held; false for other families (a Unix peer has none).</summary>
    public bool TryGet(out NetAddress address, out ushort port)
    {
        Span<byte> bytes = Bytes;
        port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        switch (Family)
        {
            case Inet:
                address = NetAddress.FromBytes(bytes.Slice(4, 4));
                return true;
            case Inet6:
                address = NetAddress.FromBytes(bytes.Slice(8, 16));
                return true;
            default:
                address = default;
                return false;
        }
    }
}
