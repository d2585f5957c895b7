using System.Buffers;
using Relay.Store.Answers;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Naming;

/// <summary>Serves DNS on one TCP connection (RFC 7766): questions one after another, answered in their order, each reply in one write.</summary>
internal static class DnsStream
{
    /// <summary>Between questions, and for the client to take a reply.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A longer message is no question of any client's, and ends the connection.</summary>
    private const int MaxQuery = 4096;

    /// <summary>Completes when the connection has ended, and is closed.</summary>
    public static async Task ServeAsync(LoopSocket socket, NetAddress client, DnsResponder responder)
    {
        byte[] input = ArrayPool<byte>.Shared.Rent(MaxQuery);
        LoopTurn turn = new(socket.Loop);
        try
        {
            int filled = 0;
            while (filled < MaxQuery && await ReceiveAsync(socket, input.AsMemory(filled, MaxQuery - filled)) is var count and > 0)
            {
                filled += count;
                int taken = 0;
                while (DnsTcpFrame.Read(input.AsSpan(taken, filled - taken), out _, out int consumed) is var status && status != ParseStatus.NeedMore)
                {
                    if (status == ParseStatus.Invalid
                        || !await RespondAsync(socket, input.AsMemory(taken + DnsTcpFrame.PrefixLength, consumed - DnsTcpFrame.PrefixLength), client, responder))
                        return;
                    taken += consumed;
                }
                input.AsSpan(taken, filled - taken).CopyTo(input);
                filled -= taken;
                if (socket.IsReadable)
                    _ = await turn.NextAsync();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
            socket.Close();
        }
    }

    private static async ValueTask<bool> RespondAsync(LoopSocket socket, ReadOnlyMemory<byte> message, NetAddress client, DnsResponder responder)
    {
        byte[] framed = ArrayPool<byte>.Shared.Rent(DnsTcpFrame.MaxLength);
        try
        {
            Memory<byte> reply = framed.AsMemory(DnsTcpFrame.PrefixLength, ushort.MaxValue);
            int length = responder.Respond(message.Span, client, reply.Span, overUdp: false, out DnsQuery query);
            if (length == 0)
            {
                if (query.QuestionLength == 0)
                    return false;
                DnsAnswer answer = await responder.RespondLaterAsync(query, client);
                length = DnsReply.Write(reply.Span, query, message.Span.Slice(DnsHeader.Length, query.QuestionLength), answer);
            }
            DnsTcpFrame.WritePrefix(framed, length);
            return await SendAsync(socket, framed.AsMemory(0, DnsTcpFrame.PrefixLength + length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(framed);
        }
    }

    /// <summary>0 where the client ended, failed or fell silent.</summary>
    private static async ValueTask<int> ReceiveAsync(LoopSocket socket, Memory<byte> buffer)
    {
        socket.SetDeadline(IdleTimeout);
        while (await socket.Readable() == WaitEnd.Ready)
        {
            IoResult received = socket.Receive(buffer.Span);
            if (!received.WouldBlock)
                return received.Count;
        }
        return 0;
    }

    private static async ValueTask<bool> SendAsync(LoopSocket socket, ReadOnlyMemory<byte> reply)
    {
        socket.SetDeadline(IdleTimeout);
        while (!socket.IsClosed)
        {
            IoResult sent = socket.Send(reply.Span);
            if (!sent.Succeeded && !sent.WouldBlock)
                return false;
            reply = reply[sent.Count..];
            if (reply.IsEmpty)
                return true;
            if (await socket.Writable() != WaitEnd.Ready)
                return false;
        }
        return false;
    }
}
