using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Relay.Store.Model;

namespace Relay.Worker.Protocols.Proxy;

/// <summary>
/// What a target is told of a connection before its first byte: HAProxy's PROXY protocol, versions 1 and 2 (its proxy-protocol.txt, sections 2.1, 2.2).
/// <code>
/// v1  PROXY TCP6 source destination sourceport destinationport CRLF
/// v2  | 0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A | 2.1 | family.1 | length(2) | source | destination | ports(2+2) | TLV… |
/// TLV | type | length(2) | value |
/// </code>
/// </summary>
internal static class ProxyHeader
{
    /// <summary>A name fits beside two IPv6 addresses.</summary>
    public const int MaxLength = 16 + 36 + 3 + 253;

    private const byte VersionAndCommand = 0x21, Inet = 0x11, Inet6 = 0x21;

    /// <summary>PP2_TYPE_AUTHORITY: the name that the client wanted, as in TLS' SNI.</summary>
    private const byte Authority = 0x02;

    private static ReadOnlySpan<byte> Signature => [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

    /// <summary>Version 1, which knows no names.</summary>
    public static int WriteV1(Span<byte> destination, in ProxiedEnds ends)
    {
        bool four = ends.IsIPv4;
        string line = string.Create(CultureInfo.InvariantCulture,
            $"PROXY {(four ? "TCP4" : "TCP6")} {Text(ends.Source, four)} {Text(ends.Destination, four)} {ends.SourcePort} {ends.DestinationPort}\r\n");
        return Encoding.ASCII.GetBytes(line, destination);
    }

    /// <summary>Version 2, with the name as AUTHORITY where there is one.</summary>
    public static int WriteV2(Span<byte> destination, in ProxiedEnds ends, DomainName name)
    {
        Signature.CopyTo(destination);
        destination[12] = VersionAndCommand;
        destination[13] = ends.IsIPv4 ? Inet : Inet6;
        int at = 16;
        at += WriteAddress(destination[at..], ends.Source, ends.IsIPv4);
        at += WriteAddress(destination[at..], ends.Destination, ends.IsIPv4);
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], ends.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 2)..], ends.DestinationPort);
        at += 4;
        if (name.Value is { } text)
        {
            destination[at] = Authority;
            BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 1)..], (ushort)text.Length);
            at += 3 + Encoding.ASCII.GetBytes(text, destination[(at + 3)..]);
        }
        BinaryPrimitives.WriteUInt16BigEndian(destination[14..], (ushort)(at - 16));
        return at;
    }

    /// <summary>Both ends have one family: beside an IPv6 address an IPv4 one goes mapped.</summary>
    private static string Text(NetAddress address, bool four) =>
        four || !address.IsIPv4 ? address.ToString() : $"::ffff:{address}";

    private static int WriteAddress(Span<byte> destination, NetAddress address, bool four)
    {
        if (four)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, address.Low32);
            return 4;
        }
        address.WriteBytes(destination);
        return 16;
    }
}
