using System.Net.Sockets;
using System.Text;

namespace Relay.PdnsBackend.Purging;

/// <summary>
/// PowerDNS' control socket, <c>pdns.controlsocket</c> or with a configuration's name <c>pdns-NAME.controlsocket</c> in its <c>socket-dir</c>: what pdns_control(1) speaks to, without a
/// process for each word.
/// </summary>
internal sealed class ControlSocket(string path) : IPurge
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task PurgeAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), patience.Token);
            _ = await socket.SendAsync("PURGE\n"u8.ToArray(), patience.Token);
            // How many entries it was: it comes when they are gone.
            byte[] reply = new byte[256];
            int length = await socket.ReceiveAsync(reply, patience.Token);
            string said = Encoding.ASCII.GetString(reply, 0, length).Trim();
            if (said.Length == 0 || !char.IsAsciiDigit(said[0]))
                throw new IOException($"{path} says '{said.ReplaceLineEndings(" ")}' to PURGE");
        }
        catch (SocketException failure)
        {
            throw new IOException($"{path}: {failure.Message}", failure);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"{path} does not answer within {Patience.TotalSeconds} s");
        }
    }
}
