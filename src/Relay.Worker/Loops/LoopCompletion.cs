using System.Threading.Tasks.Sources;

namespace Relay.Worker.Loops;

/// <summary>
/// The state behind a <see cref="ValueTask{T}"/> of a loop: one waiter, resumed by the dispatcher and never from within the code that completes it, and
/// reused for the next wait. <paramref name="first"/> only has to differ where an object has two of them: the low bit of the token tells them apart.
/// </summary>
internal struct LoopCompletion<T>(short first)
{
    private short token = first;
    private bool armed, ended;
    private T? result;
    private Action<object?>? continuation;
    private object? state;

    public readonly bool IsPending => armed && !ended;

    /// <summary>Begins a wait; returns its token.</summary>
    /// <exception cref="InvalidOperationException">Somebody waits already.</exception>
    public short Arm()
    {
        if (armed)
            throw new InvalidOperationException("There is one waiter at a time.");
        armed = true;
        ended = false;
        return token += 2;
    }

    /// <summary>Ends the wait, if there is one.</summary>
    public void Complete(EventLoop loop, T value)
    {
        if (!IsPending)
            return;
        ended = true;
        result = value;
        if (continuation is not { } resume)
            return;
        loop.Resume(resume, state);
        continuation = null;
        state = null;
    }

    public void OnCompleted(EventLoop loop, Action<object?> resume, object? with, short of)
    {
        Check(of);
        if (ended)
            loop.Resume(resume, with);
        else
            (continuation, state) = (resume, with);
    }

    public readonly ValueTaskSourceStatus GetStatus(short of)
    {
        Check(of);
        return ended ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    public T GetResult(short of)
    {
        Check(of);
        if (!ended)
            throw new InvalidOperationException("The wait has not ended.");
        armed = false;
        return result!;
    }

    private readonly void Check(short of)
    {
        if (of != token || !armed)
            throw new InvalidOperationException("A wait was used twice.");
    }
}
