using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Http;
using Relay.Worker.Protocols.Socks;

namespace Relay.Worker.Dialing;

/// <summary>Asks a proxy, on a connection to it, for the target.</summary>
internal static class ProxyDialer
{
    private static readonly int SocksCapacity = Math.Max(Socks5Client.MaxReply, Socks5Client.MaxCredentials);

    /// <summary>Takes over <paramref name="proxy"/>: on failure its socket is closed.</summary>
    public static async ValueTask<DialResult> RequestAsync(DialResult proxy, Upstream upstream, DialTarget target)
    {
        LoopSocket socket = proxy.Socket!;
        bool isHttp = upstream.Kind == UpstreamKind.Http;
        using SocketExchange exchange = new(socket, isHttp ? HttpConnect.MaxReply : SocksCapacity, proxy.Early);
        DialResult? failure = DialResult.Failed(Outcome.Error);
        try
        {
            failure = isHttp
                ? await HttpConnectDialer.AskAsync(exchange, upstream, target)
                : await Socks5Dialer.AskAsync(exchange, upstream, target);
        }
        finally
        {
            if (failure is not null)
                socket.Close();
        }
        return failure is { } failed
            ? failed with { Remote = proxy.Remote, RemotePort = proxy.RemotePort }
            : proxy with { Early = exchange.TakeRest() };
    }

    /// <summary>The proxy did not do its part.</summary>
    public static DialResult Broken(Upstream upstream, string what) =>
        DialResult.Failed(Outcome.UpstreamFailed, $"upstream {upstream.Name} {what}") with { IsWayAtFault = true };

    /// <summary>No answer to the request: the proxy is gone, or (past the deadline) still waits for the target.</summary>
    public static DialResult Unanswered(Upstream upstream, SocketExchange exchange) =>
        exchange.IsExpired
            ? DialResult.Failed(Outcome.Timeout, $"upstream {upstream.Name} did not reach the target in time")
            : Broken(upstream, "did not answer the request");
}
