using Relay.Store.Telemetry;
using Relay.Worker.Linux;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Http;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Monitoring;

/// <summary>
/// Serves one page, <c>/metrics</c>, to whoever connects, one request a connection. It waits on a loop, as everything here does that waits for sockets; the page is
/// made elsewhere, because flows would wait meanwhile.
/// </summary>
internal sealed class MetricsServer(EventLoop loop, Func<string> page, Episode pauses)
{
    public const string Path = "/metrics";

    /// <summary>Connections at once; one more is reset. They live of the reserve of descriptors.</summary>
    public const int MaxConnections = 16;

    /// <summary>For a request, and again for its reply to be taken.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<Acceptor> acceptors = [];
    private readonly HashSet<LoopSocket> connections = [];

    /// <summary>Takes over a listening socket; on the loop.</summary>
    public void Listen(int fd) => acceptors.Add(Acceptor.Start(loop, fd, new AcceptGate(static () => null, pauses), Serve));

    /// <summary>Closes everything; on the loop.</summary>
    public void Stop()
    {
        loop.AssertHere();
        acceptors.ForEach(acceptor => acceptor.Stop());
        foreach (LoopSocket connection in connections.ToArray())
            connection.Close();
    }

    // async void: a failure here is a bug, and the loop reports it as such through its context.
    private async void Serve(LoopSocket socket, NativeAddress peer)
    {
        if (connections.Count >= MaxConnections)
        {
            socket.Reset();
            return;
        }
        connections.Add(socket);
        try
        {
            using SocketExchange exchange = new(socket, HttpRequestReader.MaxLength);
            socket.SetDeadline(Patience);
            if (await ReadAsync(exchange) is not { } reply)
                return;
            socket.SetDeadline(Patience);
            _ = await exchange.SendAsync(reply);
        }
        finally
        {
            connections.Remove(socket);
            socket.Close();
        }
    }

    /// <summary>The reply to the request that comes; null where none comes.</summary>
    private async ValueTask<byte[]?> ReadAsync(SocketExchange exchange)
    {
        while (true)
        {
            switch (HttpRequestReader.TryRead(exchange.Received, out HttpRequest request))
            {
                case ParseStatus.Invalid:
                    return HttpReply.BadRequest();
                case ParseStatus.Done:
                    return await ReplyAsync(request);
                default:
                    if (!await exchange.ReceiveAsync())
                        return null;
                    break;
            }
        }
    }

    private async ValueTask<byte[]> ReplyAsync(HttpRequest request)
    {
        if (request.Path != Path)
            return HttpReply.NotFound($"The figures are at {Path}.\n", request.IsHead);
        if (!request.WantsPage)
            return HttpReply.NotAllowed();
        return await Task.Run(() => HttpReply.Ok(PrometheusText.ContentType, page(), request.IsHead));
    }
}
