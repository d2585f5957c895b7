using System.Buffers;
using Relay.Store.Answers;
using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Naming;

/// <summary>
/// Serves DNS on one connection (RFC 7766): the client need not wait for a reply before it asks again, and what has its answer first is replied to first. A reply
/// is never sent in parts, and those that are ready together go together. While nothing is asked it holds no buffer but that of the next question.
/// <paramref name="scratch"/> is for one reply with its prefix, and shared by the connections of a loop: nothing stays in it.
/// </summary>
internal sealed class DnsStream(EventLoop loop, IDnsChannel channel, NetAddress client, DnsTransport transport, DnsResponder responder, byte[] scratch) : ILoopJob
{
    /// <summary>Between questions, and for the client to take replies.</summary>
    public static readonly TimeSpan IdleTimeout = DnsReply.KeptAlive;

    /// <summary>Questions of one connection that wait for somebody at once; beyond it, it is not read.</summary>
    public const int MaxWaiting = 128;

    /// <summary>Replies that the client has not taken; beyond it, it is not read.</summary>
    private const int MaxUnsent = 1 << 16;

    /// <summary>A longer message is no question of any client's, and ends the connection.</summary>
    private const int MaxQuery = 4096;

    private readonly LoopSignal progress = new(loop);
    private readonly LoopTurn turn = new(loop);
    private ArrayBufferWriter<byte>? unsent;
    private int waiting;
    private bool isSending, isOver;

    public NetAddress Client => client;

    /// <summary>When something was last asked, in the loop's milliseconds.</summary>
    public long LastAsked { get; private set; } = loop.Now;

    /// <summary>Nobody misses it: all that was asked has been answered.</summary>
    public bool IsIdle => waiting == 0 && !isSending && unsent is null;

    /// <summary>Completes when the connection has ended, and is closed.</summary>
    public async Task ServeAsync()
    {
        byte[] input = ArrayPool<byte>.Shared.Rent(MaxQuery);
        try
        {
            await ReadAsync(input);
            await FinishAsync();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
            Close();
        }
    }

    /// <summary>Ends it; questions that still wait are not answered.</summary>
    public void Close()
    {
        isOver = true;
        channel.Dispose();
        progress.Set();
    }

    /// <summary>Answers until the client has no more to ask, or sends what is no question.</summary>
    private async Task ReadAsync(byte[] input)
    {
        int filled = 0;
        while (filled < MaxQuery && await HasRoomAsync() && await ReceiveAsync(input.AsMemory(filled, MaxQuery - filled)) is var count and > 0)
        {
            LastAsked = loop.Now;
            filled += count;
            int taken = 0;
            while (DnsTcpFrame.Read(input.AsSpan(taken, filled - taken), out ReadOnlySpan<byte> message, out int consumed) is var status && status != ParseStatus.NeedMore)
            {
                if (status == ParseStatus.Invalid || !Respond(message))
                    return;
                taken += consumed;
            }
            input.AsSpan(taken, filled - taken).CopyTo(input);
            filled -= taken;
            if (channel.HasMore)
                _ = await turn.NextAsync();
        }
    }

    /// <summary>0 where the client ended, failed, or has not asked for long while nothing was owed to it.</summary>
    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        while (true)
        {
            channel.SetDeadline(IdleTimeout);
            int count = await channel.ReceiveAsync(buffer);
            if (count > 0 || isOver || waiting == 0 || !channel.IsExpired)
                return count;
        }
    }

    private async ValueTask<bool> HasRoomAsync()
    {
        while (!isOver && (waiting >= MaxWaiting || unsent?.WrittenCount >= MaxUnsent))
            _ = await progress.Wait(Timeout.InfiniteTimeSpan);
        return !isOver;
    }

    /// <summary>It will ask no more, but still hears what it asked.</summary>
    private async Task FinishAsync()
    {
        while (!isOver && !IsIdle)
            _ = await progress.Wait(Timeout.InfiniteTimeSpan);
    }

    private bool Respond(ReadOnlySpan<byte> message)
    {
        int length = responder.Respond(message, client, transport, Reply, out OpenQuery? open);
        if (length > 0)
            Send(length);
        else if (open is { } later)
            RespondLater(later, message.Slice(DnsHeader.Length, later.Query.QuestionLength).ToArray());
        else
            return false;
        return true;
    }

    // async void: a failure here is a bug, and the loop reports it as such through its context.
    private async void RespondLater(OpenQuery open, byte[] question)
    {
        waiting++;
        DnsAnswer answer = await responder.RespondLaterAsync(open, client);
        waiting--;
        if (!isOver)
            Send(DnsReply.Write(Reply, open.Query, question, answer));
        progress.Set();
    }

    /// <summary>Puts the reply in the scratch space to those that go at the end of this turn: what came together is answered together.</summary>
    private void Send(int length)
    {
        DnsTcpFrame.WritePrefix(scratch, length);
        if (unsent is null)
        {
            unsent = new ArrayBufferWriter<byte>(DnsTcpFrame.PrefixLength + length);
            if (!isSending)
                loop.Again(this);
        }
        unsent.Write(scratch.AsSpan(0, DnsTcpFrame.PrefixLength + length));
    }

    // async void: as above.
    async void ILoopJob.Continue()
    {
        isSending = true;
        while (!isOver && unsent is { } all)
        {
            unsent = null;
            channel.SetDeadline(IdleTimeout);
            isOver |= !await channel.SendAsync(all.WrittenMemory);
        }
        isSending = false;
        if (isOver)
            channel.Dispose();
        progress.Set();
    }

    private Span<byte> Reply => scratch.AsSpan(DnsTcpFrame.PrefixLength);
}
