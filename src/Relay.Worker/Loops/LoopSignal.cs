using System.Threading.Tasks.Sources;

namespace Relay.Worker.Loops;

/// <summary>Something to wait for on a loop that is no socket: set by code of the same loop, or ended by a deadline. A set is used up by one wait.</summary>
internal sealed class LoopSignal(EventLoop loop) : LoopTimer, IValueTaskSource<WaitEnd>
{
    private LoopCompletion<WaitEnd> completion = new(0);
    private bool set;

    public void Set()
    {
        loop.AssertHere();
        if (completion.IsPending)
            End(WaitEnd.Ready);
        else
            set = true;
    }

    /// <summary>Sets it once a task is done, however that ends.</summary>
    public async void SetAfter(Task? task)
    {
        if (task is null)
            return;
        // What it may throw is for who takes it.
        _ = await Task.WhenAny(task);
        Set();
    }

    /// <summary>Forgets a set that nobody has waited for.</summary>
    public void Clear() => set = false;

    /// <summary>Waits until set, at most for <paramref name="limit"/>.</summary>
    public ValueTask<WaitEnd> Wait(TimeSpan limit)
    {
        loop.AssertHere();
        if (set)
        {
            set = false;
            return new(WaitEnd.Ready);
        }
        if (limit != Timeout.InfiniteTimeSpan)
            loop.SetTimer(this, limit);
        return new(this, completion.Arm());
    }

    protected internal override void OnDeadline() => End(WaitEnd.TimedOut);

    private void End(WaitEnd how)
    {
        loop.ClearTimer(this);
        completion.Complete(loop, how);
    }

    WaitEnd IValueTaskSource<WaitEnd>.GetResult(short token) => completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<WaitEnd>.GetStatus(short token) => completion.GetStatus(token);

    void IValueTaskSource<WaitEnd>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        completion.OnCompleted(loop, continuation, state, token);
}
