using System.Runtime.InteropServices;

namespace Relay.Worker.Commands;

/// <summary>SIGTERM and SIGINT ask to end in order; the second of either ends at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource atOnce = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignals() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Take),
    ];

    /// <summary>Completes with the first signal.</summary>
    public Task Requested => requested.Task;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken AtOnce => atOnce.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
            registration.Dispose();
        atOnce.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!requested.TrySetResult())
            atOnce.Cancel();
    }
}
