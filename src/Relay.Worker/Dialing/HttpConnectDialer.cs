using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Http;

namespace Relay.Worker.Dialing;

/// <summary>Asks an HTTP proxy for a tunnel. A failure, or null.</summary>
internal static class HttpConnectDialer
{
    public static async ValueTask<DialResult?> AskAsync(SocketExchange exchange, Upstream upstream, DialTarget target)
    {
        if (!await exchange.SendAsync(HttpConnect.WriteRequest(target.Host, target.Port, upstream.Username, upstream.Password)))
            return ProxyDialer.Broken(upstream, "left before the request");
        while (true)
        {
            ParseStatus parsed = HttpConnect.ReadReply(exchange.Received, out HttpStatus status, out int consumed);
            if (parsed == ParseStatus.Done)
            {
                exchange.Consume(consumed);
                return status.IsSuccess ? null : FailureOf(upstream, status);
            }
            if (parsed == ParseStatus.Invalid)
                return ProxyDialer.Broken(upstream, "answered the request with something else than HTTP");
            if (!await exchange.ReceiveAsync())
                return ProxyDialer.Unanswered(upstream, exchange);
        }
    }

    /// <summary>5xx (RFC 9110 section 15.6): it tried, and the target is what failed, as proxies use them. 403 is the proxy's own rule for this target.</summary>
    private static DialResult FailureOf(Upstream upstream, HttpStatus status) => status.Code switch
    {
        // Some proxies say 401 where RFC 9110 section 11.7.1 has 407.
        401 or 407 => ProxyDialer.Broken(upstream, upstream.Username is null ? "wants authentication: set username and password" : "refused the username and password"),
        504 => DialResult.Failed(Outcome.Timeout, $"upstream {upstream.Name}: {status}"),
        >= 500 => DialResult.Failed(Outcome.Unreachable, $"upstream {upstream.Name}: {status}"),
        403 => DialResult.Failed(Outcome.UpstreamFailed, $"upstream {upstream.Name}: {status}"),
        _ => ProxyDialer.Broken(upstream, $"answered {status}"),
    };
}
