using System.Threading.Tasks.Sources;
using Relay.Worker.Linux;

namespace Relay.Worker.Loops;

/// <summary>
/// A non-blocking socket on a loop. It owns its descriptor. Readiness is sticky: it is set by the one edge-triggered registration and cleared by the call
/// that finds the socket drained. One waiter a direction; the operations neither wait nor throw. <see cref="SetDeadline"/> ends both waits when it passes.
/// </summary>
internal sealed class LoopSocket : LoopTarget, IValueTaskSource<WaitEnd>
{
    private const EpollFlags Interest = EpollFlags.In | EpollFlags.Priority | EpollFlags.Out | EpollFlags.PeerShutdown | EpollFlags.EdgeTriggered;
    private const EpollFlags MeansReadable = EpollFlags.In | EpollFlags.Priority | EpollFlags.PeerShutdown | EpollFlags.HangUp | EpollFlags.Error;
    private const EpollFlags MeansWritable = EpollFlags.Out | EpollFlags.HangUp | EpollFlags.Error;
    private const EpollFlags StopsEdges = EpollFlags.Priority | EpollFlags.PeerShutdown | EpollFlags.HangUp | EpollFlags.Error;
    private const EpollFlags EndMarks = EpollFlags.PeerShutdown | EpollFlags.Priority | EpollFlags.Error;

    private LoopCompletion<WaitEnd> reader = new(0), writer = new(1);

    /// <summary>What the kernel has ever reported. After the peer's end there is no further edge: only a refusal means drained then.</summary>
    private EpollFlags seen;

    private LoopSocket(EventLoop loop, int fd)
    {
        Loop = loop;
        Descriptor = fd;
    }

    public EventLoop Loop { get; }

    /// <summary>The descriptor, for splice and socket options; -1 once closed.</summary>
    public int Descriptor { get; private set; }

    public bool IsReadable { get; private set; }

    public bool IsWritable { get; private set; }

    /// <summary>The kernel reported an error (often a RST) that a read or write, or SO_ERROR, will tell.</summary>
    public bool HasError => (seen & EpollFlags.Error) != 0 || CarrierFailure != Errno.None;

    /// <summary>The kernel reported the peer's FIN, or a reset; what came before it may still be unread.</summary>
    public bool PeerHasEnded => (seen & EpollFlags.PeerShutdown) != 0;

    /// <summary>
    /// Set by a read that took the last byte before the peer's FIN: no further one need find the end. A FIN is in order, so once it is seen a short read has emptied
    /// the socket, unless it stopped at urgent data, or a reset may follow.
    /// </summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>For sockets whose reads stop short of what waits: unix(7) ones do, where descriptors come along.</summary>
    public bool StopsShort { get; init; }

    public bool IsExpired { get; private set; }

    public bool IsClosed => Descriptor < 0;

    /// <summary>Where the socket is one end of a pair, what is behind the other; null: the socket is the connection itself.</summary>
    public ICarrier? Carrier { get; set; }

    /// <summary>Told of every event from now on, in place of waiters.</summary>
    public IReadinessObserver? Observer { get; set; }

    /// <summary>Takes over a connected, connecting or datagram socket. On failure the descriptor is closed and null returned.</summary>
    public static LoopSocket? Adopt(EventLoop loop, int fd, out Errno error, bool stopsShort = false)
    {
        LoopSocket socket = new(loop, fd) { StopsShort = stopsShort };
        error = loop.Register(socket, fd, Interest);
        if (error == Errno.None)
            return socket;
        Libc.Close(fd);
        return null;
    }

    /// <summary>Completes at once when the socket was readable and has not been drained since.</summary>
    public ValueTask<WaitEnd> Readable() => Wait(ref reader, IsReadable);

    /// <summary>Completes at once when the socket was writable and has not been filled since.</summary>
    public ValueTask<WaitEnd> Writable() => Wait(ref writer, IsWritable);

    public IoResult Receive(Span<byte> buffer)
    {
        IoResult result = Libc.Receive(Descriptor, buffer);
        if (result.IsEnd && CarrierFailure is not Errno.None and Errno failure)
            return IoResult.Of(failure);
        bool isShort = result.Succeeded && result.Count < buffer.Length;
        // Fewer bytes than asked for: drained, and the next edge will tell.
        if (result.WouldBlock || (isShort && !DrainedOnlyByRefusal))
            IsReadable = false;
        IsAtEnd = isShort && !StopsShort && (seen & EndMarks) == EpollFlags.PeerShutdown;
        return result;
    }

    /// <param name="buffer">What to send.</param>
    /// <param name="isLast">The FIN follows at once, and may ride along.</param>
    public IoResult Send(ReadOnlySpan<byte> buffer, bool isLast = false)
    {
        IoResult result = Libc.Send(Descriptor, buffer, isLast);
        if (result.WouldBlock || (result.Succeeded && result.Count < buffer.Length))
            IsWritable = false;
        return result;
    }

    /// <summary>True when received bytes wait to be read.</summary>
    public bool HasUnread => !IsClosed && Libc.CountUnread(Descriptor) > 0;

    /// <summary>One datagram, whole. The socket is drained only when it says so.</summary>
    public IoResult ReceiveDatagram(Span<byte> buffer)
    {
        IoResult result = Libc.Receive(Descriptor, buffer);
        if (result.WouldBlock)
            IsReadable = false;
        return result;
    }

    /// <summary>The datagrams that are there, as far as the batch has room. Fewer mean that the socket is drained.</summary>
    public IoResult ReceiveBatch(DatagramBatch batch)
    {
        IoResult result = Libc.ReceiveDatagrams(Descriptor, batch);
        if (result.WouldBlock || (result.Succeeded && result.Count < DatagramBatch.Capacity))
            IsReadable = false;
        return result;
    }

    /// <summary>Sends what is in the batch, and empties it. What the socket has no room for is dropped.</summary>
    public void SendBatch(ReplyBatch batch)
    {
        if (batch.Count > 0 && Libc.SendDatagrams(Descriptor, batch).WouldBlock)
            IsWritable = false;
        batch.Clear();
    }

    /// <summary>
    /// Socket to pipe. A full pipe makes the count short too, and a slot may hold as little as one byte: only fewer bytes than slots mean drained.
    /// A refusal does not: splice never passes urgent data, and <see cref="Receive"/> has the last word.
    /// </summary>
    public IoResult SpliceTo(int pipe, int bytes, int slots)
    {
        IoResult result = Libc.Splice(Descriptor, pipe, bytes);
        if (result.Count > 0 && result.Count < slots && !DrainedOnlyByRefusal)
            IsReadable = false;
        return result;
    }

    /// <summary>Pipe to socket. A signal makes the count short without the socket being full, and then no edge would come: only a refusal means full.</summary>
    public IoResult SpliceFrom(int pipe, int bytes)
    {
        IoResult result = Libc.Splice(pipe, Descriptor, bytes);
        if (result.WouldBlock)
            IsWritable = false;
        return result;
    }

    /// <summary>What <see cref="HasError"/> stands for.</summary>
    public Errno TakeError() => CarrierFailure is not Errno.None and Errno failure ? failure : Libc.PendingError(Descriptor);

    /// <summary>Has the kernel ask a silent peer whether it is there.</summary>
    public void Apply(KeepAlive keepAlive)
    {
        if (Carrier is { } carrier)
            carrier.Apply(keepAlive);
        else
            keepAlive.Apply(Descriptor);
    }

    /// <summary>What the kernel knows of the connection; false where it is none of TCP's.</summary>
    public bool TryGetTcpInfo(out TcpInfo info) => Carrier is { } carrier ? carrier.TryGetTcpInfo(out info) : Libc.TryGetTcpInfo(Descriptor, out info);

    public void ShutdownWrite() => _ = Libc.Shutdown(Descriptor, Libc.ShutWrite);

    /// <summary>Moves the deadline; earlier expiry is forgotten.</summary>
    public void SetDeadline(TimeSpan delay)
    {
        IsExpired = false;
        if (!IsClosed)
            Loop.SetTimer(this, delay);
    }

    public void ClearDeadline()
    {
        IsExpired = false;
        Loop.ClearTimer(this);
    }

    /// <summary>Closes in order: what was sent still arrives, then FIN (or RST, when unread data is thrown away: tcp(7)).</summary>
    public void Close()
    {
        if (IsClosed)
            return;
        Loop.Forget(this, Descriptor);
        Libc.Close(Descriptor);
        Descriptor = -1;
        Carrier?.Close();
        IsReadable = IsWritable = false;
        Observer = null;
        reader.Complete(Loop, WaitEnd.Closed);
        writer.Complete(Loop, WaitEnd.Closed);
    }

    /// <summary>Hands the descriptor, still open, to somebody who is no guest of a loop.</summary>
    public int Release()
    {
        int released = Descriptor;
        Loop.Unwatch(this, released);
        Descriptor = -1;
        return released;
    }

    /// <summary>Closes with RST.</summary>
    public void Reset()
    {
        if (!IsClosed)
        {
            _ = Libc.ResetOnClose(Descriptor);
            Carrier?.Reset();
        }
        Close();
    }

    protected internal override void OnEvents(EpollFlags events)
    {
        seen |= events;
        IsReadable |= (events & MeansReadable) != 0;
        IsWritable |= (events & MeansWritable) != 0;
        if (Observer is { } observer)
        {
            observer.OnReady(this);
            return;
        }
        if (IsReadable)
            reader.Complete(Loop, WaitEnd.Ready);
        if (IsWritable)
            writer.Complete(Loop, WaitEnd.Ready);
    }

    protected internal override void OnDeadline()
    {
        IsExpired = true;
        reader.Complete(Loop, WaitEnd.TimedOut);
        writer.Complete(Loop, WaitEnd.TimedOut);
    }

    private Errno CarrierFailure => Carrier?.Failure ?? Errno.None;

    private bool DrainedOnlyByRefusal => StopsShort || (seen & StopsEdges) != 0;

    private ValueTask<WaitEnd> Wait(ref LoopCompletion<WaitEnd> waiter, bool ready)
    {
        Loop.AssertHere();
        if (IsClosed)
            return new(WaitEnd.Closed);
        if (IsExpired)
            return new(WaitEnd.TimedOut);
        return ready ? new(WaitEnd.Ready) : new(this, waiter.Arm());
    }

    WaitEnd IValueTaskSource<WaitEnd>.GetResult(short token) => WaiterOf(token).GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<WaitEnd>.GetStatus(short token) => WaiterOf(token).GetStatus(token);

    void IValueTaskSource<WaitEnd>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        WaiterOf(token).OnCompleted(Loop, continuation, state, token);

    private ref LoopCompletion<WaitEnd> WaiterOf(short token)
    {
        if ((token & 1) == 0)
            return ref reader;
        return ref writer;
    }
}
