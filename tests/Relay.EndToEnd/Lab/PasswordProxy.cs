using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Relay.EndToEnd.Lab;

/// <summary>A SOCKS5 proxy on a Unix socket that wants one user and password (RFC 1929) and a name, and then is the server itself: it answers HTTP.</summary>
internal sealed class PasswordProxy : IDisposable
{
    public const string User = "relay", Password = "s3cret";

    private readonly Socket listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public PasswordProxy(string path)
    {
        listening.Bind(new UnixDomainSocketEndPoint(path));
        listening.Listen();
        _ = new TcpServer(listening, ServeAsync);
    }

    /// <summary>The last name and port that it was asked for.</summary>
    public string Asked { get; private set; } = "";

    public void Dispose() => listening.Dispose();

    private async Task ServeAsync(NetworkStream client)
    {
        byte[] methods = await ReadCountedAsync(client, 1);
        await client.WriteAsync(new byte[] { 5, methods.Contains((byte)2) ? (byte)2 : (byte)0xff });
        string user = Encoding.ASCII.GetString(await ReadCountedAsync(client, 1)), password = Encoding.ASCII.GetString(await ReadCountedAsync(client, 0));
        bool known = (user, password) == (User, Password);
        await client.WriteAsync(new byte[] { 1, known ? (byte)0 : (byte)1 });
        if (!known)
            return;
        string name = Encoding.ASCII.GetString(await ReadCountedAsync(client, 4));
        byte[] port = new byte[2];
        await client.ReadExactlyAsync(port);
        Asked = $"{name}:{BinaryPrimitives.ReadUInt16BigEndian(port)}";
        await client.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
        await HttpServer.ServeAsync(client);
    }

    /// <summary>A field with its length in the octet before it, after <paramref name="skipped"/> other octets.</summary>
    private static async Task<byte[]> ReadCountedAsync(NetworkStream client, int skipped)
    {
        byte[] head = new byte[skipped + 1];
        await client.ReadExactlyAsync(head);
        byte[] field = new byte[head[^1]];
        await client.ReadExactlyAsync(field);
        return field;
    }
}
