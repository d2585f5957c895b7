using System.Globalization;
using System.Text;

namespace Relay.Worker.Protocols.Http;

/// <summary>
/// The client's side of CONNECT: RFC 9110 section 9.3.6, RFC 9112 section 3.2.3, RFC 7617.
/// <code>
/// → CONNECT host:port HTTP/1.1 CRLF Host: host:port CRLF [Proxy-Authorization: Basic … CRLF] CRLF
/// ← HTTP/1.1 200 … CRLF (field CRLF)* CRLF, then the target's bytes
/// </code>
/// </summary>
internal static class HttpConnect
{
    /// <summary>A reply's longer head is nobody's who opens a tunnel.</summary>
    public const int MaxReply = 16 << 10;

    private const string Version = "HTTP/1.";

    /// <param name="host">A name, or an address.</param>
    /// <param name="port">The target's.</param>
    /// <param name="username">Null without a password. It has no colon: RFC 7617 section 2.</param>
    /// <param name="password">Null without a user.</param>
    public static byte[] WriteRequest(string host, ushort port, string? username, string? password)
    {
        string target = $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port.ToString(CultureInfo.InvariantCulture)}";
        string credentials = username is null ? "" : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"))}\r\n";
        return Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{credentials}\r\n");
    }

    /// <summary>
    /// Reads the head of the final reply, and passes over interim ones (RFC 9110 section 15.2). The target's first bytes may follow it, so
    /// <paramref name="consumed"/> is exact; a refusal's body is of no use.
    /// </summary>
    public static ParseStatus ReadReply(ReadOnlySpan<byte> input, out HttpStatus status, out int consumed)
    {
        consumed = 0;
        do
        {
            ParseStatus parsed = ReadHead(input[consumed..], out status, out int length);
            if (parsed != ParseStatus.Done)
                return parsed;
            consumed += length;
        }
        while (status.IsInterim);
        return ParseStatus.Done;
    }

    private static ParseStatus ReadHead(ReadOnlySpan<byte> input, out HttpStatus status, out int length)
    {
        (status, length) = (default, 0);
        int line = input.IndexOf("\r\n"u8);
        ReadOnlySpan<byte> first = line < 0 ? input : input[..line];
        if (!IsBeginning(first) || (line >= 0 && !TryReadLine(first, out status)))
            return ParseStatus.Invalid;
        // The empty line may follow the status line at once.
        int end = line < 0 ? -1 : input[line..].IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return input.Length < MaxReply ? ParseStatus.NeedMore : ParseStatus.Invalid;
        length = line + end + 4;
        return ParseStatus.Done;
    }

    /// <summary>False as soon as it cannot become a status line: another protocol's server may wait for us for ever.</summary>
    private static bool IsBeginning(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> version = "HTTP/1."u8;
        return line.Length < version.Length ? version.StartsWith(line) : line.StartsWith(version);
    }

    /// <summary><c>HTTP/1.1 200 reason</c>; the reason may be missing, and its space too.</summary>
    private static bool TryReadLine(ReadOnlySpan<byte> line, out HttpStatus status)
    {
        status = default;
        const int code = 9, reason = 12;
        if (line.Length < reason || !char.IsAsciiDigit((char)line[Version.Length]) || line[code - 1] != ' ' || (line.Length > reason && line[reason] != ' ')
            || !int.TryParse(line[code..reason], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 100)
            return false;
        status = new HttpStatus(number, Printable(line.Length > reason ? line[(reason + 1)..] : default));
        return true;
    }

    /// <summary>It goes to the audit and to logs.</summary>
    private static string Printable(ReadOnlySpan<byte> reason)
    {
        const int most = 100;
        return string.Create(Math.Min(reason.Length, most), reason, static (text, bytes) =>
        {
            for (int i = 0; i < text.Length; i++)
                text[i] = bytes[i] is >= (byte)' ' and <= (byte)'~' ? (char)bytes[i] : '?';
        });
    }
}
