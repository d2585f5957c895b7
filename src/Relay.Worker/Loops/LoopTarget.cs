using Relay.Worker.Linux;

namespace Relay.Worker.Loops;

/// <summary>Something registered with a loop's epoll instance. Its descriptor is closed on the loop only.</summary>
internal abstract class LoopTarget : LoopTimer
{
    /// <summary>Tells this registration from an earlier one of the same descriptor number.</summary>
    internal uint Generation;

    /// <summary>Called by the dispatcher.</summary>
    protected internal abstract void OnEvents(EpollFlags events);
}
