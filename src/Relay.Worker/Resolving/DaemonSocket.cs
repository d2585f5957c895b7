using System.Text;
using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Resolving;

/// <summary>One question to a daemon of this host over its Unix socket: a message, and one back, each up to a final byte.</summary>
internal static class DaemonSocket
{
    /// <summary>More than any answer about one name has.</summary>
    private const int MaxReply = 64 << 10;

    /// <param name="loop">The loop.</param>
    /// <param name="path">The socket.</param>
    /// <param name="message">With its final byte.</param>
    /// <param name="limit">For all of it.</param>
    /// <returns>The reply without its final byte, or why there is none; of these <c>TimedOut</c> is silence.</returns>
    public static async Task<(string? Reply, string? Failure, bool TimedOut)> AskAsync(EventLoop loop, string path, string message, TimeSpan limit)
    {
        IoResult opened = Libc.TryOpenSocket(NativeAddress.Unix, Libc.Stream);
        if (!opened.Succeeded)
            return (null, opened.Error.ToText(), false);
        IoResult connected = Libc.Connect(opened.Count, NativeAddress.OfPath(path));
        if (!connected.Succeeded)
        {
            Libc.Close(opened.Count);
            return (null, connected.Error.ToText(), false);
        }
        if (LoopSocket.Adopt(loop, opened.Count, out Errno error, stopsShort: true) is not { } socket)
            return (null, error.ToText(), false);
        try
        {
            socket.SetDeadline(limit);
            using SocketExchange exchange = new(socket, MaxReply);
            if (!await exchange.SendAsync(Encoding.UTF8.GetBytes(message)))
                return (null, "it does not take the question", exchange.IsExpired);
            while (exchange.Received.IndexOf((byte)message[^1]) < 0)
            {
                if (!await exchange.ReceiveAsync())
                    return (null, "it gives no whole answer", exchange.IsExpired);
            }
            return (Encoding.UTF8.GetString(exchange.Received[..exchange.Received.IndexOf((byte)message[^1])]), null, false);
        }
        finally
        {
            socket.Close();
        }
    }
}
