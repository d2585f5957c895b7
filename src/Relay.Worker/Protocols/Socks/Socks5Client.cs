using System.Buffers.Binary;
using System.Text;
using Relay.Store.Model;

namespace Relay.Worker.Protocols.Socks;

/// <summary>
/// The client's side of SOCKS 5 (RFC 1928) with user and password (RFC 1929).
/// <code>
/// → | 5 | NMETHODS | METHODS… |                 ← | 5 | METHOD |
/// → | 1 | ULEN | UNAME… | PLEN | PASSWD… |      ← | 1 | STATUS |          only for METHOD 2; its version byte is 1, not 5
/// → | 5 | 1 | 0 | ATYP | … | PORT(2) |          ← | 5 | REP | RSV | ATYP | … | PORT(2) |
/// </code>
/// </summary>
internal static class Socks5Client
{
    public const int MaxGreeting = 4;
    public const int MaxCredentials = 3 + 255 + 255;
    public const int MaxRequest = Socks5.MaxRequest;
    public const int MaxReply = 4 + 1 + 255 + 2;

    private const byte CredentialsVersion = 1;

    /// <summary>Offers no authentication, and <paramref name="withPassword"/> that too.</summary>
    public static int WriteGreeting(Span<byte> destination, bool withPassword)
    {
        destination[0] = (byte)SocksVersion.Socks5;
        destination[1] = withPassword ? (byte)2 : (byte)1;
        destination[2] = Socks5.NoAuthentication;
        if (!withPassword)
            return 3;
        destination[3] = Socks5.UserPassword;
        return 4;
    }

    /// <summary>Reads the method the server chose; one that was not offered is <see cref="ParseStatus.Invalid"/>, none at all is 0xFF.</summary>
    public static ParseStatus ReadMethod(ReadOnlySpan<byte> input, bool withPassword, out byte method, out int consumed)
    {
        ParseStatus status = ReadPair(input, (byte)SocksVersion.Socks5, out method, out consumed);
        if (status != ParseStatus.Done)
            return status;
        bool offered = method is Socks5.NoAuthentication or Socks5.NoAcceptableMethod || (method == Socks5.UserPassword && withPassword);
        return offered ? ParseStatus.Done : ParseStatus.Invalid;
    }

    /// <summary>Writes the sub-negotiation; false where user or password is not 1 to 255 bytes of UTF-8.</summary>
    public static bool TryWriteCredentials(Span<byte> destination, string user, string password, out int written)
    {
        int userLength = Encoding.UTF8.GetByteCount(user), passwordLength = Encoding.UTF8.GetByteCount(password);
        written = 0;
        if (userLength is 0 or > 255 || passwordLength is 0 or > 255)
            return false;
        destination[0] = CredentialsVersion;
        destination[1] = (byte)userLength;
        _ = Encoding.UTF8.GetBytes(user, destination[2..]);
        destination[2 + userLength] = (byte)passwordLength;
        _ = Encoding.UTF8.GetBytes(password, destination[(3 + userLength)..]);
        written = 3 + userLength + passwordLength;
        return true;
    }

    /// <summary>Where not <paramref name="accepted"/>, the server must close, and so must we.</summary>
    public static ParseStatus ReadCredentialsReply(ReadOnlySpan<byte> input, out bool accepted, out int consumed)
    {
        ParseStatus status = ReadPair(input, CredentialsVersion, out byte code, out consumed);
        accepted = status == ParseStatus.Done && code == 0;
        return status;
    }

    public static int WriteRequest(Span<byte> destination, NetAddress address, ushort port)
    {
        WriteConnect(destination);
        return 3 + Socks5.WriteEndpoint(destination[3..], address, port);
    }

    /// <summary>By name: the upstream resolves it. A canonical name has at most 253 bytes, so it fits.</summary>
    public static int WriteRequest(Span<byte> destination, DomainName domain, ushort port)
    {
        WriteConnect(destination);
        destination[3] = Socks5.Domain;
        int length = Encoding.ASCII.GetBytes(domain.Value, destination[5..]);
        destination[4] = (byte)length;
        BinaryPrimitives.WriteUInt16BigEndian(destination[(5 + length)..], port);
        return 5 + length + 2;
    }

    /// <summary>
    /// Reads the reply. The target's first bytes may follow it, so <paramref name="consumed"/> is exact on success; a failure takes all,
    /// for servers that close after a bare REP.
    /// </summary>
    public static ParseStatus ReadReply(ReadOnlySpan<byte> input, out Socks5Reply reply, out int consumed)
    {
        reply = default;
        consumed = 0;
        if (input.Length > 0 && input[0] != (byte)SocksVersion.Socks5)
            return ParseStatus.Invalid;
        if (input.Length < 2)
            return ParseStatus.NeedMore;
        if (input[1] != SocksReply.Succeeded)
        {
            reply = new Socks5Reply(input[1], default, 0);
            consumed = input.Length;
            return ParseStatus.Done;
        }
        if (input.Length < 4)
            return ParseStatus.NeedMore;
        ParseStatus status = Socks5.ReadEndpoint(input[3..], out NetAddress bound, out _, out ushort port, out int length);
        if (status != ParseStatus.Done)
            return status;
        reply = new Socks5Reply(SocksReply.Succeeded, bound, port);
        consumed = 3 + length;
        return ParseStatus.Done;
    }

    private static void WriteConnect(Span<byte> destination)
    {
        destination[0] = (byte)SocksVersion.Socks5;
        destination[1] = Socks5.Connect;
        destination[2] = 0;
    }

    private static ParseStatus ReadPair(ReadOnlySpan<byte> input, byte version, out byte value, out int consumed)
    {
        value = 0;
        consumed = 0;
        if (input.Length > 0 && input[0] != version)
            return ParseStatus.Invalid;
        if (input.Length < 2)
            return ParseStatus.NeedMore;
        value = input[1];
        consumed = 2;
        return ParseStatus.Done;
    }
}
