using System.Net.Sockets;

namespace Relay.EndToEnd.Lab;

/// <summary>Accepts on a listening socket, and serves each connection until its task is done.</summary>
internal sealed class TcpServer : IDisposable
{
    private readonly Socket listening;

    public TcpServer(Socket listening, Func<NetworkStream, Task> serve)
    {
        this.listening = listening;
        _ = Task.Run(() => AcceptAsync(serve));
    }

    public void Dispose() => listening.Dispose();

    private async Task AcceptAsync(Func<NetworkStream, Task> serve)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listening.AcceptAsync(), serve);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private static async Task ServeAsync(Socket client, Func<NetworkStream, Task> serve)
    {
        if (client.ProtocolType == ProtocolType.Tcp)
            client.NoDelay = true;
        using NetworkStream stream = new(client, ownsSocket: true);
        try
        {
            await serve(stream);
        }
        catch (Exception left) when (left is IOException or ObjectDisposedException)
        {
            return; // Clients may leave when they like.
        }
    }
}
