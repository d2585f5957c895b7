using System.Threading.Tasks.Sources;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Relaying;

/// <summary>
/// Both directions of a flow, from the dial to the end: FIN passes through each way separately, RST through to the other side. Driven by the loop's events;
/// between them it holds no buffer. Awaited once, by <see cref="EndAsync"/>.
/// </summary>
internal sealed class DataPath : LoopTimer, IReadinessObserver, ILoopJob, IValueTaskSource<RelayEnd>
{
    private readonly EventLoop loop;
    private readonly LoopSocket client;
    private readonly LoopSocket remote;
    private readonly Direction up, down;
    private readonly RelayTimeouts timeouts;
    private LoopCompletion<RelayEnd> completion = new(0);
    private RelayEnd result;
    private long lastActive;
    private bool queued, ended, asksRemote;

    /// <summary>Nothing was on its way to either peer at the last look, and nothing was moved since.</summary>
    private bool settled;

    public DataPath(LoopSocket client, LoopSocket remote, PipePool pipes, RelayTimeouts timeouts)
    {
        loop = client.Loop;
        this.client = client;
        this.remote = remote;
        this.timeouts = timeouts;
        up = new Direction(client, remote, pipes);
        down = new Direction(remote, client, pipes);
    }

    public long BytesUp => up.Moved;

    public long BytesDown => down.Moved;

    /// <summary>True while something that the client sent has not been handed on.</summary>
    public bool IsSending => up.HasUnsent || client.IsReadable;

    /// <summary>Begins to move bytes, until both directions have ended, one side fails, or nothing comes for too long. The sockets stay the caller's to close.</summary>
    public void Begin(ReadOnlySpan<byte> earlyUp, ReadOnlySpan<byte> earlyDown)
    {
        loop.AssertHere();
        up.Prepend(earlyUp);
        down.Prepend(earlyDown);
        client.ClearDeadline();
        remote.ClearDeadline();
        client.Observer = remote.Observer = this;
        lastActive = loop.Now;
        Watch();
        Pump();
    }

    /// <summary>Waits for the end.</summary>
    public ValueTask<RelayEnd> EndAsync() => ended ? new(result) : new(this, completion.Arm());

    /// <summary>Ends the flow from outside: the worker is shutting down.</summary>
    public void Stop() => End(new RelayEnd(Outcome.Shutdown));

    public void OnReady(LoopSocket socket)
    {
        if (!queued)
            Pump();
    }

    public void Continue()
    {
        queued = false;
        Pump();
    }

    /// <summary>
    /// Now and then: is the flow silent for too long, does a peer no longer answer? Most flows end before the first time: only then is the remote one's keepalive
    /// worth its system calls (a client's comes from the listener).
    /// </summary>
    protected internal override void OnDeadline()
    {
        if (Silence >= Limit)
        {
            End(new RelayEnd(Outcome.IdleTimeout));
            return;
        }
        if (!asksRemote)
            remote.Apply(timeouts.KeepAlive);
        asksRemote = true;
        if (DeadPeer() is { } dead)
            Fail(dead, Errno.TimedOut);
        else
            Watch();
    }

    private void Pump()
    {
        if (ended)
            return;
        long before = BytesUp + BytesDown;
        bool wasHalfClosed = IsHalfClosed;
        MoveResult first = up.Move();
        MoveResult second = down.Move();
        if ((first.Culprit ?? second.Culprit) is { } culprit)
            Fail(culprit, first.Culprit is null ? second.Error : first.Error);
        else if (up.HasEnded && down.HasEnded)
            End(new RelayEnd(Outcome.Ok));
        else
            GoOn(first.WantsMore || second.WantsMore, moved: BytesUp + BytesDown != before, halfClosed: IsHalfClosed != wasHalfClosed);
    }

    private bool IsHalfClosed => up.HasEnded || down.HasEnded;

    private TimeSpan Limit => IsHalfClosed ? timeouts.HalfClosed : timeouts.Idle;

    private TimeSpan Silence => TimeSpan.FromMilliseconds(loop.Now - lastActive);

    private void GoOn(bool wantsMore, bool moved, bool halfClosed)
    {
        up.PassEnd();
        down.PassEnd();
        if (SilentFailure() is { } failed)
        {
            Fail(failed, failed.TakeError());
            return;
        }
        if (moved || halfClosed)
            (lastActive, settled) = (loop.Now, false);
        if (halfClosed)
            Watch();
        if (wantsMore && !queued)
        {
            queued = true;
            loop.Again(this);
        }
    }

    private void Watch()
    {
        TimeSpan left = Limit - Silence;
        loop.SetTimer(this, left < timeouts.KeepAlive.Quiet ? left : timeouts.KeepAlive.Quiet);
    }

    /// <summary>A peer that acknowledges nothing of what it was sent. One that has closed its window is not dead: it answers the kernel's probes.</summary>
    private LoopSocket? DeadPeer()
    {
        if (settled)
            return null;
        settled = true;
        foreach (LoopSocket peer in (ReadOnlySpan<LoopSocket>)[client, remote])
        {
            if (!peer.TryGetTcpInfo(out TcpInfo info))
                continue;
            if (info.IsUnanswered(timeouts.KeepAlive.Patience))
                return peer;
            settled &= !info.IsSending;
        }
        return null;
    }

    /// <summary>
    /// A reset that no read will tell: of a socket that has sent its FIN, or whose bytes are stuck before a peer that does not take them (a reset forfeits them).
    /// </summary>
    private LoopSocket? SilentFailure() =>
        client.HasError && (up.HasEnded || !remote.IsWritable) ? client : remote.HasError && (down.HasEnded || !client.IsWritable) ? remote : null;

    private void Fail(LoopSocket culprit, Errno error) =>
        End(new RelayEnd(error == Errno.TimedOut ? Outcome.Timeout : culprit == client ? Outcome.ResetByClient : Outcome.ResetByRemote, error));

    private void End(RelayEnd how)
    {
        if (ended)
            return;
        ended = true;
        result = how;
        loop.ClearTimer(this);
        client.Observer = remote.Observer = null;
        up.Release();
        down.Release();
        completion.Complete(loop, how);
    }

    RelayEnd IValueTaskSource<RelayEnd>.GetResult(short token) => completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<RelayEnd>.GetStatus(short token) => completion.GetStatus(token);

    void IValueTaskSource<RelayEnd>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        completion.OnCompleted(loop, continuation, state, token);
}
