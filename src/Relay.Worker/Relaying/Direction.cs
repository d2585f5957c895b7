using System.Buffers;
using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Relaying;

/// <summary>
/// One way of a flow: reads from one socket only when nothing that it read before is still unsent, so that back-pressure stays in the kernel.
/// Small reads are copied through the loop's buffer; when one fills it the direction turns to splice(2) through a pooled pipe, until a small one turns it back.
/// </summary>
internal sealed class Direction(LoopSocket from, LoopSocket to, PipePool pipes)
{
    /// <summary>What one direction may move in one turn of its loop, so that others get theirs.</summary>
    private const int Share = 1 << 20;

    /// <summary>A splice of less turns the direction back to copying.</summary>
    private const int SmallSplice = 4 << 10;

    private Pipe? pipe;
    private byte[]? unsent;
    private int unsentStart, unsentEnd;
    private bool bulk, fromEnded, endPassed;

    /// <summary>What the socket said first; asked again it would only say EPIPE.</summary>
    private Errno sendFailure;

    public LoopSocket From => from;

    public LoopSocket To => to;

    /// <summary>Bytes handed to the receiving socket.</summary>
    public long Moved { get; private set; }

    /// <summary>Set once the sender's FIN has come, and all before it is handed on.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>True while bytes that were read wait for the receiving socket.</summary>
    public bool HasUnsent => pipe is { Held: > 0 } || unsent is not null;

    /// <summary>Bytes that came before the data path began: they go first.</summary>
    public void Prepend(ReadOnlySpan<byte> early)
    {
        if (!early.IsEmpty)
            KeepUnsent(early);
    }

    /// <summary>Moves what can be moved now.</summary>
    public MoveResult Move()
    {
        int left = Share;
        while (!HasEnded)
        {
            if (HasUnsent)
            {
                if (!to.IsWritable)
                    return MoveResult.Waiting;
                if (Flush() is not Errno.None and Errno failure)
                    return failure == Errno.TryAgain ? MoveResult.Waiting : MoveResult.Failed(to, failure);
                continue;
            }
            if (fromEnded)
            {
                HasEnded = true;
                break;
            }
            if (!from.IsReadable)
                return MoveResult.Waiting;
            if (left <= 0)
                return MoveResult.More;
            IoResult read = bulk ? Splice() : Copy();
            left -= read.Count;
            if (read.Succeeded)
                fromEnded = read.IsEnd || from.IsAtEnd;
            else if (!read.WouldBlock)
                return MoveResult.Failed(from, read.Error);
        }
        return MoveResult.Waiting;
    }

    /// <summary>Passes the sender's FIN on, once there is one; to be called in the turn in which it came. What follows a FIN of both sides is a close, and needs none.</summary>
    public void PassEnd()
    {
        if (!HasEnded || endPassed)
            return;
        endPassed = true;
        to.ShutdownWrite();
    }

    /// <summary>Gives everything back; unsent bytes are lost with the flow.</summary>
    public void Release()
    {
        ReturnPipe();
        ReturnUnsent();
    }

    private IoResult Copy()
    {
        byte[] buffer = from.Loop.Buffer;
        IoResult read = from.Receive(buffer);
        if (read.Count == 0)
            return read;
        bulk = read.Count == buffer.Length;
        ReadOnlySpan<byte> rest = buffer.AsSpan(0, read.Count);
        if (to.IsWritable)
        {
            IoResult sent = to.Send(rest, isLast: from.IsAtEnd);
            if (!sent.WouldBlock)
                sendFailure = sent.Error;
            Moved += sent.Count;
            rest = rest[sent.Count..];
        }
        if (!rest.IsEmpty)
            KeepUnsent(rest);
        return read;
    }

    private IoResult Splice()
    {
        pipe ??= pipes.Rent();
        if (pipe is null)
        {
            bulk = false;
            return Copy();
        }
        IoResult read = from.SpliceTo(pipe.WriteEnd, pipe.Size, pipe.Slots);
        if (read.WouldBlock || read.IsEnd)
        {
            // Urgent data stops splice for ever: it says EAGAIN, or once the FIN is there "end", with bytes still to come. Only recv knows.
            bulk = false;
            ReturnPipe();
            return Copy();
        }
        pipe.Held = read.Count;
        if (read.Count < SmallSplice)
            bulk = false;
        if (read.Count == 0)
            ReturnPipe();
        return read;
    }

    private Errno Flush() => sendFailure != Errno.None ? sendFailure : unsent is null ? FlushPipe(pipe!) : FlushUnsent(unsent);

    private Errno FlushPipe(Pipe full)
    {
        IoResult sent = to.SpliceFrom(full.ReadEnd, full.Held);
        full.Held -= sent.Count;
        Moved += sent.Count;
        if (full.Held == 0 && !bulk)
            ReturnPipe();
        return sent.Error;
    }

    private Errno FlushUnsent(byte[] held)
    {
        IoResult sent = to.Send(held.AsSpan(unsentStart, unsentEnd - unsentStart));
        unsentStart += sent.Count;
        Moved += sent.Count;
        if (unsentStart == unsentEnd)
            ReturnUnsent();
        return sent.Error;
    }

    private void KeepUnsent(ReadOnlySpan<byte> bytes)
    {
        unsent = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(unsent);
        (unsentStart, unsentEnd) = (0, bytes.Length);
    }

    private void ReturnUnsent()
    {
        if (unsent is { } array)
            ArrayPool<byte>.Shared.Return(array);
        unsent = null;
    }

    private void ReturnPipe()
    {
        if (pipe is { } borrowed)
            pipes.Return(borrowed);
        pipe = null;
    }
}
