namespace Relay.Worker.Loops;

/// <summary>Brings a flow back to its loop after it awaited something foreign: a store miss, another loop.</summary>
internal sealed class LoopSynchronizationContext(EventLoop loop) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => loop.Post(d, state);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nothing waits for a loop: use Post.");

    public override SynchronizationContext CreateCopy() => this;
}
