namespace Relay.Worker.Loops;

/// <summary>How a wait on a loop ended.</summary>
internal enum WaitEnd
{
    Ready,

    /// <summary>The deadline passed first.</summary>
    TimedOut,

    /// <summary>The socket was closed, or the loop is ending.</summary>
    Closed,
}
