using System.Net;
using System.Net.Sockets;

namespace Relay.EndToEnd.Lab;

/// <summary>A DNS server that knows some names, each with one address of each family, and answers for no other.</summary>
internal sealed class NamesServer : IDisposable
{
    private const int HeaderLength = 12, NoSuchName = 3, TypeA = 1, TypeAaaa = 28;

    private readonly Socket socket;
    private readonly string[] names;
    private readonly byte[] four, six;
    private int asked;

    public NamesServer(Socket socket, string address4, string address6, params string[] names)
    {
        (this.socket, this.names) = (socket, names);
        (four, six) = (IPAddress.Parse(address4).GetAddressBytes(), IPAddress.Parse(address6).GetAddressBytes());
        _ = Task.Run(ServeAsync);
    }

    public int Asked => Volatile.Read(ref asked);

    public void Dispose() => socket.Dispose();

    private async Task ServeAsync()
    {
        byte[] message = new byte[4096];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await socket.ReceiveFromAsync(message, new IPEndPoint(IPAddress.IPv6Any, 0));
                Interlocked.Increment(ref asked);
                await socket.SendToAsync(message.AsMemory(0, Answer(message)), received.RemoteEndPoint);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    /// <summary>Turns a question into its answer (RFC 1035 section 4.1): the header, the question as it came, and one record with a TTL of a minute.</summary>
    private int Answer(byte[] message)
    {
        (string name, int end) = NameOf(message);
        int type = message[end] << 8 | message[end + 1];
        byte[] data = !names.Contains(name) ? [] : type == TypeA ? four : type == TypeAaaa ? six : [];
        message[2] |= 0x80;
        message[3] = (byte)(0x80 | (names.Contains(name) ? 0 : NoSuchName));
        message.AsSpan(6, 6).Clear();
        int length = end + 4;
        if (data.Length == 0)
            return length;
        message[7] = 1;
        byte[] record = [0xc0, HeaderLength, (byte)(type >> 8), (byte)type, 0, 1, 0, 0, 0, 60, 0, (byte)data.Length, .. data];
        record.CopyTo(message, length);
        return length + record.Length;
    }

    private static (string Name, int End) NameOf(byte[] message)
    {
        List<string> labels = [];
        int i = HeaderLength;
        for (; message[i] != 0; i += message[i] + 1)
            labels.Add(System.Text.Encoding.ASCII.GetString(message, i + 1, message[i]).ToLowerInvariant());
        return (string.Join('.', labels), i + 1);
    }
}
