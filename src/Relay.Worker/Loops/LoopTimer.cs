namespace Relay.Worker.Loops;

/// <summary>
/// A node of the timer wheel: one deadline that may be moved at no cost. Moving it later only writes the deadline, and the wheel files the node
/// anew when it comes past it.
/// </summary>
internal abstract class LoopTimer
{
    internal LoopTimer? Previous, Next;

    /// <summary>The slot that holds the node, or -1.</summary>
    internal int Slot = -1;

    /// <summary>In milliseconds of <see cref="EventLoop.Now"/>; <see cref="long.MaxValue"/> for none.</summary>
    internal long Deadline = long.MaxValue;

    /// <summary>Called by the dispatcher once the deadline has passed.</summary>
    protected internal abstract void OnDeadline();
}
