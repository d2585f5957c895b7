namespace Relay.Worker.Loops;

/// <summary>Follows a socket's events itself, instead of waiting for one at a time.</summary>
internal interface IReadinessObserver
{
    /// <summary>Called by the dispatcher after the socket's readiness was updated.</summary>
    void OnReady(LoopSocket socket);
}
