using System.Globalization;
using System.Text;

namespace Relay.Worker.Protocols.Http;

/// <summary>A whole reply, after which the connection ends: RFC 9112 section 9.6.</summary>
internal static class HttpReply
{
    public static byte[] Ok(string contentType, string body, bool withoutBody) => Write("200 OK", contentType, body, withoutBody);

    public static byte[] NotFound(string hint, bool withoutBody) => Write("404 Not Found", "text/plain; charset=utf-8", hint, withoutBody);

    public static byte[] BadRequest() => Write("400 Bad Request", "text/plain; charset=utf-8", "", withoutBody: true);

    public static byte[] NotAllowed() => Write("405 Method Not Allowed\r\nAllow: GET, HEAD", "text/plain; charset=utf-8", "", withoutBody: true);

    private static byte[] Write(string status, string contentType, string body, bool withoutBody)
    {
        string head = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Type: {contentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n");
        return Encoding.UTF8.GetBytes(withoutBody ? head : head + body);
    }
}
