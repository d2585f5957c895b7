using System.Net;
using System.Net.Sockets;

namespace Relay.EndToEnd.Lab;

/// <summary>
/// A DNS server in the hands of an attacker: a name's first label has the addresses that it answers with, in hexadecimal digits, the next one each time it is asked for a
/// type, the last for ever: <c>c6336402-7f000001.evil.test</c> is somewhere else first (DNS rebinding). Nothing is to be kept, TTL 0.
/// </summary>
internal sealed class HostileNames : IDisposable
{
    public const string Zone = "evil.test";

    private const int HeaderLength = 12, TypeA = 1, TypeAaaa = 28;

    private readonly Socket socket;
    private readonly Dictionary<(string Label, int Type), int> asked = [];

    public HostileNames(Socket socket)
    {
        this.socket = socket;
        _ = Task.Run(ServeAsync);
    }

    /// <summary>The name that is answered with these addresses, one after the other.</summary>
    public static string NameOf(params string[] addresses) => $"{string.Join('-', addresses.Select(address => Convert.ToHexStringLower(IPAddress.Parse(address).GetAddressBytes())))}.{Zone}";

    public void Dispose() => socket.Dispose();

    private async Task ServeAsync()
    {
        byte[] message = new byte[4096];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await socket.ReceiveFromAsync(message, new IPEndPoint(IPAddress.IPv6Any, 0));
                await socket.SendToAsync(message.AsMemory(0, Answer(message)), received.RemoteEndPoint);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    /// <summary>Turns a question into its answer (RFC 1035 section 4.1): the header, the question as it came, and one record if there is an address of the type.</summary>
    private int Answer(byte[] message)
    {
        string label = System.Text.Encoding.ASCII.GetString(message, HeaderLength + 1, message[HeaderLength]).ToLowerInvariant();
        int end = HeaderLength;
        while (message[end] != 0)
            end += message[end] + 1;
        int type = message[end + 1] << 8 | message[end + 2], length = end + 5;
        message[2] |= 0x80;
        message[3] = 0x80;
        message.AsSpan(6, 6).Clear();
        if (AddressOf(label, type) is not { } address)
            return length;
        message[7] = 1;
        byte[] record = [0xc0, HeaderLength, 0, (byte)type, 0, 1, 0, 0, 0, 0, 0, (byte)address.Length, .. address];
        record.CopyTo(message, length);
        return length + record.Length;
    }

    private byte[]? AddressOf(string label, int type)
    {
        int digits = type == TypeA ? 8 : type == TypeAaaa ? 32 : 0;
        string[] its = [.. label.Split('-').Where(part => part.Length == digits && part.All(char.IsAsciiHexDigit))];
        if (its.Length == 0)
            return null;
        int before = asked.GetValueOrDefault((label, type));
        asked[(label, type)] = before + 1;
        return Convert.FromHexString(its[Math.Min(before, its.Length - 1)]);
    }
}
