using Relay.Store.Answers;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Naming;

/// <summary>Serves DNS on a UDP socket; replies leave from the address that was asked. A reply that the socket has no room for is dropped, as the network would: the client asks again.</summary>
internal sealed class DnsDatagrams : IReadinessObserver, ILoopJob
{
    /// <summary>A question is never longer than a packet; what is longer is cut off, and so broken.</summary>
    private const int MaxQuery = 1536;

    private readonly LoopSocket socket;
    private readonly DnsResponder responder;
    private readonly DatagramBatch batch = new(MaxQuery);
    private readonly ReplyBatch replies = new(DnsQuery.MaxUdpSize);
    private bool hasMore;
    private bool isDue;

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
        server.Serve();
    }

    public void OnReady(LoopSocket ready)
    {
        if (!hasMore && socket.IsReadable)
            Serve();
    }

    public void Continue()
    {
        isDue = false;
        if (hasMore)
            Serve();
        else if (!socket.IsClosed)
            socket.SendBatch(replies);
    }

    /// <summary>One batch a turn.</summary>
    private void Serve()
    {
        hasMore = false;
        if (socket.IsClosed)
            return;
        // Errors are those of earlier replies (ICMP): they are told once, and say nothing about the next question.
        _ = socket.ReceiveBatch(batch);
        for (int i = 0; i < batch.Count; i++)
            Respond(i);
        socket.SendBatch(replies);
        hasMore = socket.IsReadable;
        if (hasMore)
            ContinueSoon();
    }

    private void ContinueSoon()
    {
        if (isDue)
            return;
        isDue = true;
        socket.Loop.Again(this);
    }

    private void Respond(int index)
    {
        ReadOnlySpan<byte> message = batch[index];
        if (!batch.PeerOf(index).TryGet(out NetAddress client, out _))
            return;
        int length = responder.Respond(message, client, DnsTransport.Udp, replies.Next, out OpenQuery? open);
        if (length > 0)
            Reply(length, batch.PeerOf(index), batch.LocalEndOf(index));
        else if (open is { } later)
            RespondLater(later, message.Slice(DnsHeader.Length, later.Query.QuestionLength).ToArray(), client, batch.PeerOf(index), batch.LocalEndOf(index));
    }

    // async void: a failure here is a bug, and the loop reports it as such through its context.
    private async void RespondLater(OpenQuery open, byte[] question, NetAddress client, NativeAddress peer, PacketInfo local)
    {
        DnsAnswer answer = await responder.RespondLaterAsync(open, client);
        if (socket.IsClosed)
            return;
        Reply(DnsReply.Write(replies.Next, open.Query, question, answer), peer, local);
        // With the others that were answered together, at the end of this turn.
        ContinueSoon();
    }

    private void Reply(int length, in NativeAddress peer, in PacketInfo local)
    {
        replies.Add(length, peer, local);
        if (replies.IsFull)
            socket.SendBatch(replies);
    }
}
