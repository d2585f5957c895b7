using System.Buffers.Binary;
using Relay.Store.Model;

namespace Relay.Worker.Protocols.Socks;

/// <summary>
/// The server's side of SOCKS 5 (RFC 1928): CONNECT, without authentication.
/// <code>
/// greeting | 5 | NMETHODS | METHODS… |                                           → | 5 | METHOD |
/// request  | 5 | CMD | RSV | ATYP | 1: IPv4(4), 3: LEN NAME…, 4: IPv6(16) | PORT(2) |
/// reply    | 5 | REP | RSV | ATYP | as above                              | PORT(2) |
/// </code>
/// </summary>
internal static class Socks5
{
    public const byte NoAuthentication = 0x00, UserPassword = 0x02, NoAcceptableMethod = 0xff;

    public const int MethodLength = 2;
    public const int MaxGreeting = 2 + 255;
    public const int MaxRequest = 4 + 1 + 255 + 2;
    public const int MaxReply = 4 + 16 + 2;

    internal const byte Connect = 1, IPv4 = 1, Domain = 3, IPv6 = 4;

    /// <summary>The <paramref name="method"/> to answer is <see cref="NoAuthentication"/> where offered, else <see cref="NoAcceptableMethod"/> (then close).</summary>
    public static ParseStatus ReadGreeting(ReadOnlySpan<byte> input, out byte method, out int consumed)
    {
        method = NoAcceptableMethod;
        consumed = 0;
        if (input.Length > 0 && input[0] != (byte)SocksVersion.Socks5)
            return ParseStatus.Invalid;
        if (input.Length < 2 || input.Length < 2 + input[1])
            return ParseStatus.NeedMore;
        if (input.Slice(2, input[1]).Contains(NoAuthentication))
            method = NoAuthentication;
        consumed = 2 + input[1];
        return ParseStatus.Done;
    }

    public static int WriteMethod(Span<byte> destination, byte method)
    {
        destination[0] = (byte)SocksVersion.Socks5;
        destination[1] = method;
        return MethodLength;
    }

    /// <remarks>RSV is not looked at: clients put anything there.</remarks>
    public static ParseStatus ReadRequest(ReadOnlySpan<byte> input, out SocksRequest request, out int consumed)
    {
        request = default;
        consumed = 0;
        if (input.Length > 0 && input[0] != (byte)SocksVersion.Socks5)
            return ParseStatus.Invalid;
        if (input.Length < 4)
            return ParseStatus.NeedMore;
        ParseStatus status = ReadEndpoint(input[3..], out NetAddress address, out ReadOnlySpan<byte> host, out ushort port, out int length);
        if (status == ParseStatus.NeedMore)
            return status;
        // Of an unknown address type the length is unknown too: all that came is taken, and the reply is the last word.
        consumed = status == ParseStatus.Done ? 3 + length : input.Length;
        request = input[1] != Connect ? SocksRequest.Defective(SocksVersion.Socks5, SocksDefect.Command)
            : status != ParseStatus.Done ? SocksRequest.Defective(SocksVersion.Socks5, SocksDefect.AddressType)
            : input[3] == Domain ? SocksRequest.ToNamed(SocksVersion.Socks5, host, port)
            : SocksRequest.To(SocksVersion.Socks5, address, port);
        return ParseStatus.Done;
    }

    /// <summary>Writes at most <see cref="MaxReply"/> bytes. An unset <paramref name="bound"/> is sent as 0.0.0.0.</summary>
    public static int WriteReply(Span<byte> destination, byte code, NetAddress bound, ushort port)
    {
        destination[0] = (byte)SocksVersion.Socks5;
        destination[1] = code;
        destination[2] = 0;
        return 3 + WriteEndpoint(destination[3..], bound == default ? NetAddress.FromIPv4(0) : bound, port);
    }

    /// <summary>Reads ATYP, address and port. <see cref="ParseStatus.Invalid"/> for an unknown type.</summary>
    internal static ParseStatus ReadEndpoint(ReadOnlySpan<byte> input, out NetAddress address, out ReadOnlySpan<byte> host, out ushort port, out int length)
    {
        address = default;
        host = default;
        port = 0;
        length = 0;
        if (input.IsEmpty)
            return ParseStatus.NeedMore;
        int start = 1, size;
        switch (input[0])
        {
            case IPv4:
                size = 4;
                break;
            case IPv6:
                size = 16;
                break;
            case Domain when input.Length < 2:
                return ParseStatus.NeedMore;
            case Domain:
                start = 2;
                size = input[1];
                break;
            default:
                return ParseStatus.Invalid;
        }
        if (input.Length < start + size + 2)
            return ParseStatus.NeedMore;
        ReadOnlySpan<byte> bytes = input.Slice(start, size);
        if (start == 2)
            host = bytes;
        else
            address = NetAddress.FromBytes(bytes);
        port = BinaryPrimitives.ReadUInt16BigEndian(input[(start + size)..]);
        length = start + size + 2;
        return ParseStatus.Done;
    }

    /// <summary>Writes ATYP, address and port.</summary>
    internal static int WriteEndpoint(Span<byte> destination, NetAddress address, ushort port)
    {
        int size = 16;
        if (address.IsIPv4)
        {
            destination[0] = IPv4;
            BinaryPrimitives.WriteUInt32BigEndian(destination[1..], address.Low32);
            size = 4;
        }
        else
        {
            destination[0] = IPv6;
            address.WriteBytes(destination[1..]);
        }
        BinaryPrimitives.WriteUInt16BigEndian(destination[(1 + size)..], port);
        return 1 + size + 2;
    }
}
