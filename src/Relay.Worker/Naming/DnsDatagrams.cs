using Relay.Store.Answers;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Naming;

/// <summary>Serves DNS on a UDP socket; replies leave from the address that was asked. A reply that the socket has no room for is dropped, as the network would: the client asks again.</summary>
internal sealed class DnsDatagrams : IReadinessObserver, ILoopJob
{
    private const int PerTurn = 64;

    /// <summary>A question is never so long; the reply is written behind it in the loop's buffer.</summary>
    private const int MaxQuery = 4096;

    private readonly LoopSocket socket;
    private readonly DnsResponder responder;
    private bool again;

    private DnsDatagrams(LoopSocket socket, DnsResponder responder)
    {
        this.socket = socket;
        this.responder = responder;
    }

    /// <summary>Begins to serve; to be called on the socket's loop.</summary>
    public static void Start(LoopSocket socket, DnsResponder responder)
    {
        DnsDatagrams server = new(socket, responder);
        socket.Observer = server;
        server.Continue();
    }

    public void OnReady(LoopSocket ready)
    {
        if (!again)
            Serve();
    }

    public void Continue()
    {
        again = false;
        Serve();
    }

    private void Serve()
    {
        Span<byte> buffer = socket.Loop.Buffer;
        for (int i = 0; i < PerTurn; i++)
        {
            if (socket.IsClosed)
                return;
            IoResult received = socket.ReceiveFrom(buffer[..MaxQuery], out NativeAddress peer, out PacketInfo local);
            if (received.WouldBlock)
                return;
            // Errors are those of earlier replies (ICMP): they are told once, and say nothing about the next question.
            if (received.Succeeded)
                Respond(buffer[..received.Count], buffer[MaxQuery..], peer, local);
        }
        again = true;
        socket.Loop.Again(this);
    }

    private void Respond(ReadOnlySpan<byte> message, Span<byte> reply, in NativeAddress peer, in PacketInfo local)
    {
        if (!peer.TryGet(out NetAddress client, out _))
            return;
        int length = responder.Respond(message, client, DnsTransport.Udp, reply, out DnsQuery query);
        if (length > 0)
            _ = socket.SendTo(reply[..length], peer, local);
        else if (query.QuestionLength > 0)
            RespondLater(query, message.Slice(DnsHeader.Length, query.QuestionLength).ToArray(), client, peer, local);
    }

    // async void: a failure here is a bug, and the loop reports it as such through its context.
    private async void RespondLater(DnsQuery query, byte[] question, NetAddress client, NativeAddress peer, PacketInfo local)
    {
        DnsAnswer answer = await responder.RespondLaterAsync(query, client);
        if (socket.IsClosed)
            return;
        Span<byte> reply = socket.Loop.Buffer;
        _ = socket.SendTo(reply[..DnsReply.Write(reply, query, question, answer)], peer, local);
    }
}
