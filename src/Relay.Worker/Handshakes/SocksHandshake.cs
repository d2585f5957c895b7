using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Socks;

namespace Relay.Worker.Handshakes;

/// <summary>Drives the SOCKS server codecs over a client's socket: the request before the dial, the reply after it.</summary>
internal static class SocksHandshake
{
    private static readonly int Capacity = Math.Max(Socks4.MaxRequest, Socks5.MaxGreeting + Socks5.MaxRequest);

    public static async ValueTask<HandshakeResult> ReadAsync(LoopSocket client)
    {
        using SocketExchange exchange = new(client, Capacity);
        if (!await exchange.ReceiveAsync())
            return HandshakeResult.Failed("no SOCKS request came");
        bool isSocks4 = exchange.Received[0] == (byte)SocksVersion.Socks4;
        if (!isSocks4 && await GreetAsync(exchange) is { } failure)
            return HandshakeResult.Failed(failure);
        while (true)
        {
            ParseStatus status = isSocks4
                ? Socks4.ReadRequest(exchange.Received, out SocksRequest request, out int consumed)
                : Socks5.ReadRequest(exchange.Received, out request, out consumed);
            if (status == ParseStatus.Done)
            {
                exchange.Consume(consumed);
                return await JudgeAsync(exchange, request);
            }
            if (status == ParseStatus.Invalid)
                return HandshakeResult.Failed("not a SOCKS request");
            if (!await exchange.ReceiveAsync())
                return HandshakeResult.Failed("the SOCKS request was not finished");
        }
    }

    /// <summary>Tells the client what became of its request; false where it cannot be told.</summary>
    public static async ValueTask<bool> ReplyAsync(LoopSocket client, ReplyStyle style, Outcome outcome, int errno, NetAddress bound, ushort port)
    {
        SocksVersion version = style == ReplyStyle.Socks4 ? SocksVersion.Socks4 : SocksVersion.Socks5;
        byte[] reply = new byte[SocksReply.MaxLength];
        int length = SocksReply.Write(reply, version, outcome, errno, bound, port);
        using SocketExchange exchange = new(client, 1);
        return await exchange.SendAsync(reply.AsMemory(0, length));
    }

    /// <summary>The method selection of SOCKS 5; null when it went well.</summary>
    private static async ValueTask<string?> GreetAsync(SocketExchange exchange)
    {
        byte method;
        while (true)
        {
            ParseStatus status = Socks5.ReadGreeting(exchange.Received, out method, out int consumed);
            if (status == ParseStatus.Done)
            {
                exchange.Consume(consumed);
                break;
            }
            if (status == ParseStatus.Invalid)
                return "neither SOCKS 4 nor SOCKS 5";
            if (!await exchange.ReceiveAsync())
                return "the SOCKS greeting was not finished";
        }
        byte[] answer = new byte[Socks5.MethodLength];
        _ = Socks5.WriteMethod(answer, method);
        return !await exchange.SendAsync(answer) ? "the client left during the SOCKS greeting"
            : method == Socks5.NoAcceptableMethod ? "the client does not offer SOCKS without authentication"
            : null;
    }

    private static async ValueTask<HandshakeResult> JudgeAsync(SocketExchange exchange, SocksRequest request)
    {
        if (request.Defect == SocksDefect.None)
        {
            ReplyStyle style = request.Version == SocksVersion.Socks4 ? ReplyStyle.Socks4 : ReplyStyle.Socks5;
            return new Intent(request.Domain, request.Address, request.Port, style, exchange.TakeRest());
        }
        byte[] refusal = new byte[SocksReply.MaxLength];
        _ = await exchange.SendAsync(refusal.AsMemory(0, SocksReply.Write(refusal, request.Version, request.Defect)));
        return HandshakeResult.Failed(request.Defect switch
        {
            SocksDefect.Command => "only the SOCKS command CONNECT is served",
            SocksDefect.AddressType => "unknown SOCKS address type",
            _ => "the SOCKS request names neither a domain nor an address",
        });
    }
}
