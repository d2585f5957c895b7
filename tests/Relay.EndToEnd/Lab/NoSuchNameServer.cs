using System.Net;
using System.Net.Sockets;

namespace Relay.EndToEnd.Lab;

/// <summary>
/// A DNS server that knows no name: NXDOMAIN to every question, SERVFAIL if the first label has the length of <c>servfail</c>. (Addresses of documentation come from
/// no resolver: names of the lab are given with --host or in the table host.)
/// </summary>
internal sealed class NoSuchNameServer : IDisposable
{
    private const int HeaderLength = 12, NoSuchName = 3, ServerFailure = 2;

    private readonly Socket socket;

    public NoSuchNameServer(Socket socket)
    {
        this.socket = socket;
        _ = Task.Run(ServeAsync);
    }

    public void Dispose() => socket.Dispose();

    private async Task ServeAsync()
    {
        byte[] message = new byte[4096];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await socket.ReceiveFromAsync(message, new IPEndPoint(IPAddress.IPv6Any, 0));
                // Header of RFC 1035 section 4.1.1: QR, RA, RCODE; no records, not the question's EDNS either.
                message[2] |= 0x80;
                message[3] = (byte)(0x80 | (message[HeaderLength] == "servfail".Length ? ServerFailure : NoSuchName));
                message.AsSpan(6, 6).Clear();
                await socket.SendToAsync(message.AsMemory(0, QuestionEnd(message)), received.RemoteEndPoint);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private static int QuestionEnd(byte[] message)
    {
        int i = HeaderLength;
        while (message[i] != 0)
            i += message[i] + 1;
        return i + 5;
    }
}
