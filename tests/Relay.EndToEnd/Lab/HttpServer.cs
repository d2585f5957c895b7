using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Relay.EndToEnd.Lab;

/// <summary>
/// As much of HTTP/1.0 and 1.1 as curl needs:
/// <code>
/// GET /          hello
/// GET /bytes/N   the first N bytes of <see cref="TestBytes"/>
/// GET /hold      headers, then nothing until the client leaves
/// PUT, POST      the SHA-256 of the body (which needs a Content-Length)
/// </code>
/// and pages of a test's own.
/// </summary>
internal static class HttpServer
{
    private const string PlainText = "text/plain";

    private static readonly Dictionary<string, (string Type, string Text)> NoPages = [];

    public static Task ServeAsync(NetworkStream client) => ServeAsync(client, NoPages);

    /// <param name="client">Who asks.</param>
    /// <param name="pages">What else there is, by path.</param>
    public static async Task ServeAsync(NetworkStream client, IReadOnlyDictionary<string, (string Type, string Text)> pages)
    {
        using StreamLines lines = new(client);
        while (await ReadHeadAsync(lines) is { } head)
        {
            await AnswerAsync(client, lines, head, pages);
            if (!head.KeepAlive)
                return;
        }
    }

    private static async Task<Head?> ReadHeadAsync(StreamLines lines)
    {
        if (await lines.ReadLineAsync() is not { } request)
            return null;
        string[] parts = request.Split(' ');
        bool keepAlive = parts[^1] == "HTTP/1.1";
        long length = 0;
        bool continues = false;
        while (await lines.ReadLineAsync() is { Length: > 0 } line)
        {
            string[] field = line.Split(':', 2, StringSplitOptions.TrimEntries);
            switch (field[0].ToUpperInvariant())
            {
                case "CONTENT-LENGTH":
                    length = long.Parse(field[1], CultureInfo.InvariantCulture);
                    break;
                case "CONNECTION":
                    keepAlive = field[1].Equals("keep-alive", StringComparison.OrdinalIgnoreCase);
                    break;
                case "EXPECT":
                    continues = true;
                    break;
                default:
                    break;
            }
        }
        return new Head(parts[0], parts[1], length, keepAlive, continues);
    }

    private static async Task AnswerAsync(NetworkStream client, StreamLines lines, Head head, IReadOnlyDictionary<string, (string Type, string Text)> pages)
    {
        const string bytes = "/bytes/";
        if (head.Method is "PUT" or "POST")
            await SendAsync(client, head, await ChecksumAsync(client, lines, head) + "\n");
        else if (head.Path == "/")
            await SendAsync(client, head, "hello\n");
        else if (pages.TryGetValue(head.Path, out (string Type, string Text) page))
            await SendAsync(client, head, page.Text, page.Type);
        else if (head.Path == "/hold")
        {
            await SendHeadAsync(client, head, "200 OK", 1);
            _ = await lines.ReadLineAsync();
        }
        else if (head.Path.StartsWith(bytes, StringComparison.Ordinal) && long.TryParse(head.Path[bytes.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long length))
        {
            await SendHeadAsync(client, head, "200 OK", length);
            foreach (ReadOnlyMemory<byte> chunk in TestBytes.Take(length))
                await client.WriteAsync(chunk);
        }
        else
            await SendHeadAsync(client, head, "404 Not Found", 0);
    }

    private static async Task<string> ChecksumAsync(NetworkStream client, StreamLines lines, Head head)
    {
        if (head.Continues)
            await client.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await lines.ReadBytesAsync(head.Length, hash.AppendData);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task SendAsync(NetworkStream client, Head head, string text, string type = PlainText)
    {
        byte[] body = Encoding.ASCII.GetBytes(text);
        await SendHeadAsync(client, head, "200 OK", body.Length, type);
        await client.WriteAsync(body);
    }

    private static async Task SendHeadAsync(NetworkStream client, Head head, string status, long length, string type = PlainText) =>
        await client.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nConnection: {(head.KeepAlive ? "keep-alive" : "close")}\r\n\r\n")));

    private sealed record Head(string Method, string Path, long Length, bool KeepAlive, bool Continues);
}
