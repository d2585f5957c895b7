using System.Buffers.Binary;
using Relay.Store.Model;

namespace Relay.Worker.Protocols.Socks;

/// <summary>
/// The server's side of SOCKS 4 and 4a (the memos of Ying-Da Lee; there is no RFC).
/// <code>
/// request  | 4 | CD | DSTPORT(2) | DSTIP(4) | USERID… | 0 |            DSTIP 0.0.0.x, x ≠ 0 (4a): | DOMAIN… | 0 |
/// reply    | 0 | CD | PORT(2)    | IP(4)    |
/// </code>
/// </summary>
internal static class Socks4
{
    public const int ReplyLength = 8;

    private const byte Connect = 1;
    private const int Fixed = 8;
    private const int MaxUserId = 255;
    private const int MaxDomain = 255;

    /// <summary>The most that a request can take; a client that sends more without a NUL is <see cref="ParseStatus.Invalid"/>.</summary>
    public const int MaxRequest = Fixed + MaxUserId + 1 + MaxDomain + 1;

    public static ParseStatus ReadRequest(ReadOnlySpan<byte> input, out SocksRequest request, out int consumed)
    {
        request = default;
        consumed = 0;
        if (input.Length > 0 && input[0] != (byte)SocksVersion.Socks4)
            return ParseStatus.Invalid;
        if (input.Length < Fixed)
            return ParseStatus.NeedMore;
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(input[2..]);
        uint address = BinaryPrimitives.ReadUInt32BigEndian(input[4..]);
        bool named = address is > 0 and <= 0xff;

        // A user id may be any bytes: it is not used, only skipped.
        ParseStatus status = FindNul(input[Fixed..], MaxUserId, out int userId);
        if (status != ParseStatus.Done)
            return status;
        int end = Fixed + userId + 1;
        ReadOnlySpan<byte> host = default;
        if (named)
        {
            status = FindNul(input[end..], MaxDomain, out int length);
            if (status != ParseStatus.Done)
                return status;
            host = input.Slice(end, length);
            end += length + 1;
        }
        consumed = end;
        request = input[1] != Connect ? SocksRequest.Defective(SocksVersion.Socks4, SocksDefect.Command)
            : named ? SocksRequest.ToNamed(SocksVersion.Socks4, host, port)
            : SocksRequest.To(SocksVersion.Socks4, NetAddress.FromIPv4(address), port);
        return ParseStatus.Done;
    }

    /// <summary>Writes <see cref="ReplyLength"/> bytes. An IPv6 <paramref name="bound"/> has no form here and is sent as zeros, as is an unset one.</summary>
    public static int WriteReply(Span<byte> destination, byte code, NetAddress bound, ushort port)
    {
        destination[0] = 0;
        destination[1] = code;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], bound.IsIPv4 ? port : (ushort)0);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], bound.IsIPv4 ? bound.Low32 : 0);
        return ReplyLength;
    }

    private static ParseStatus FindNul(ReadOnlySpan<byte> input, int limit, out int length)
    {
        length = input[..Math.Min(input.Length, limit + 1)].IndexOf((byte)0);
        return length >= 0 ? ParseStatus.Done : input.Length > limit ? ParseStatus.Invalid : ParseStatus.NeedMore;
    }
}
