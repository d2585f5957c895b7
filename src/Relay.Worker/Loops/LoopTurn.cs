namespace Relay.Worker.Loops;

/// <summary>Lets asynchronous code that could go on for long leave the loop to others until the next turn.</summary>
internal sealed class LoopTurn(EventLoop loop) : ILoopJob
{
    private readonly LoopSignal signal = new(loop);

    public ValueTask<WaitEnd> NextAsync()
    {
        loop.Again(this);
        return signal.Wait(Timeout.InfiniteTimeSpan);
    }

    void ILoopJob.Continue() => signal.Set();
}
