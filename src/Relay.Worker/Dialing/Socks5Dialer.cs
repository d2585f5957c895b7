using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Socks;

namespace Relay.Worker.Dialing;

/// <summary>Asks a SOCKS 5 proxy for the target. A failure, or null.</summary>
internal static class Socks5Dialer
{
    public static async ValueTask<DialResult?> AskAsync(SocketExchange exchange, Upstream upstream, DialTarget target) =>
        await AuthenticateAsync(exchange, upstream) ?? await ConnectAsync(exchange, upstream, target);

    private static async ValueTask<DialResult?> AuthenticateAsync(SocketExchange exchange, Upstream upstream)
    {
        bool withPassword = upstream.Username is not null;
        byte[] message = new byte[Socks5Client.MaxCredentials];
        if (!await exchange.SendAsync(message.AsMemory(0, Socks5Client.WriteGreeting(message, withPassword))))
            return ProxyDialer.Broken(upstream, "left before the greeting");
        byte method;
        while (true)
        {
            ParseStatus status = Socks5Client.ReadMethod(exchange.Received, withPassword, out method, out int consumed);
            exchange.Consume(consumed);
            if (status == ParseStatus.Done)
                break;
            if (status == ParseStatus.Invalid)
                return ProxyDialer.Broken(upstream, "does not speak SOCKS 5");
            if (!await exchange.ReceiveAsync())
                return ProxyDialer.Broken(upstream, "did not answer the greeting");
        }
        if (method == Socks5.NoAcceptableMethod)
            return ProxyDialer.Broken(upstream, withPassword ? "takes neither no authentication nor a password" : "wants authentication: set username and password");
        if (method != Socks5.UserPassword)
            return null;
        if (!Socks5Client.TryWriteCredentials(message, upstream.Username ?? "", upstream.Password ?? "", out int length))
            return ProxyDialer.Broken(upstream, "username and password must be 1 to 255 bytes each");
        if (!await exchange.SendAsync(message.AsMemory(0, length)))
            return ProxyDialer.Broken(upstream, "left before the password");
        while (true)
        {
            ParseStatus status = Socks5Client.ReadCredentialsReply(exchange.Received, out bool accepted, out int consumed);
            exchange.Consume(consumed);
            if (status == ParseStatus.Done)
                return accepted ? null : ProxyDialer.Broken(upstream, "refused the username and password");
            if (status == ParseStatus.Invalid || !await exchange.ReceiveAsync())
                return ProxyDialer.Broken(upstream, "did not answer the password");
        }
    }

    private static async ValueTask<DialResult?> ConnectAsync(SocketExchange exchange, Upstream upstream, DialTarget target)
    {
        byte[] message = new byte[Socks5Client.MaxRequest];
        int length = target.HasName
            ? Socks5Client.WriteRequest(message, target.Domain, target.Port)
            : Socks5Client.WriteRequest(message, target.Address, target.Port);
        if (!await exchange.SendAsync(message.AsMemory(0, length)))
            return ProxyDialer.Broken(upstream, "left before the request");
        while (true)
        {
            ParseStatus status = Socks5Client.ReadReply(exchange.Received, out Socks5Reply reply, out int consumed);
            exchange.Consume(consumed);
            if (status == ParseStatus.Done)
                return reply.Code == SocksReply.Succeeded ? null : DialResult.Failed(reply.Outcome, $"upstream {upstream.Name}: {SocksReply.TextOf(reply.Code)}");
            if (status == ParseStatus.Invalid)
                return ProxyDialer.Broken(upstream, "answered the request with something else than SOCKS 5");
            if (!await exchange.ReceiveAsync())
                return ProxyDialer.Unanswered(upstream, exchange);
        }
    }
}
