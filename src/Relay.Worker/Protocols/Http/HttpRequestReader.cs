using System.Text;

namespace Relay.Worker.Protocols.Http;

/// <summary>
/// The head of a request, as far as a page without parameters needs it: RFC 9112 sections 2 and 3.
/// <code>
/// GET /metrics?x HTTP/1.1 CRLF (field CRLF)* CRLF
/// </code>
/// </summary>
internal static class HttpRequestReader
{
    /// <summary>A longer head is nobody's who asks for a page.</summary>
    public const int MaxLength = 8 << 10;

    public static ParseStatus TryRead(ReadOnlySpan<byte> input, out HttpRequest request)
    {
        request = default;
        int line = input.IndexOf("\r\n"u8);
        if (line < 0)
            return IsText(input) && input.Length < MaxLength ? ParseStatus.NeedMore : ParseStatus.Invalid;
        if (!TryReadLine(input[..line], out request))
            return ParseStatus.Invalid;
        if (input.IndexOf("\r\n\r\n"u8) >= 0)
            return ParseStatus.Done;
        request = default;
        return input.Length < MaxLength ? ParseStatus.NeedMore : ParseStatus.Invalid;
    }

    private static bool TryReadLine(ReadOnlySpan<byte> line, out HttpRequest request)
    {
        request = default;
        int afterMethod = line.IndexOf((byte)' '), afterTarget = line.LastIndexOf((byte)' ');
        if (!IsText(line) || afterMethod <= 0 || afterTarget <= afterMethod + 1 || !line[(afterTarget + 1)..].StartsWith("HTTP/1."u8))
            return false;
        ReadOnlySpan<byte> target = line[(afterMethod + 1)..afterTarget];
        int query = target.IndexOf((byte)'?');
        request = new HttpRequest(Encoding.ASCII.GetString(line[..afterMethod]), Encoding.ASCII.GetString(query < 0 ? target : target[..query]));
        return true;
    }

    private static bool IsText(ReadOnlySpan<byte> line) => !line.ContainsAnyExceptInRange((byte)' ', (byte)'~') || (line.EndsWith("\r"u8) && IsText(line[..^1]));
}
