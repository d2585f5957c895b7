using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Worker.Hosting;
using Relay.Worker.Isolation;
using Relay.Worker.Listening;
using Relay.Worker.Monitoring;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Commands;

/// <summary>
/// <c>urelay exec</c>: one program in namespaces whose only network is this worker. The namespaces are built while the store is opened; the status is the
/// program's.
/// </summary>
internal static class ExecCommand
{
    /// <summary>What rules and the audit call the two listeners of the gate.</summary>
    private const string ListenerName = "exec";

    /// <summary>Flows may outlive the program for a moment.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromMilliseconds(200);

    /// <summary>What the program sent last may still be on its way to a slow peer, as it would be in the kernel without us. A signal ends the wait, and us.</summary>
    private static readonly TimeSpan LastBytes = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(Settings settings, ExecOptions options)
    {
        using ILoggerFactory loggers = Logging.Create(LogLevel.Warning);
        Task<WorkerTelemetry> measuring = WorkerTelemetry.StartAsync();
        int loops = settings.Gateway.Loops;
        Task<Gate> building = Gate.StartAsync(
            new GateOptions { Program = CommandLine.Verbatim(options.Program), Loops = loops, Hidden = HiddenFiles.Of(settings.Store), Withheld = settings.Store.SecretVariables }, CancellationToken.None);
        RelayStore? store = null;
        try
        {
            store = await RelayStore.OpenAsync(settings.Store, StoreRole.Worker, loggers, TimeProvider.System, CancellationToken.None);
            Gate gate = await building;
            using WorkerTelemetry telemetry = await measuring;
            await using Gateway gateway = await Gateway.StartAsync(
                settings.Gateway with { Hosts = options.Hosts }, store, ListenersOf(gate), telemetry.Durations, loggers, TimeProvider.System);
            await using WorkerMonitor monitor = await WorkerMonitor.StartAsync(
                telemetry, gateway, store, settings.Store, null, loggers.CreateLogger("urelay"), TimeProvider.System);
            int status = await RunProgramAsync(gate);
            _ = await gateway.DrainAsync(LastMoment, LastBytes, CancellationToken.None);
            return status;
        }
        finally
        {
            await EndAsync(building);
            if (store is not null)
                await store.DisposeAsync();
        }
    }

    private static SignalForwarding? signals;

    private static async Task<int> RunProgramAsync(Gate gate)
    {
        Task<int> running = gate.RunAsync();
        // Not before: until the program is on its way a signal simply ends this process, and so the gate. For good: a signal that ends the program is told of to us
        // a moment later, and must not end this process before it has told the program's status.
        signals = new SignalForwarding(signal =>
        {
            if (!running.IsCompleted)
                gate.Signal(signal);
        });
        return await running;
    }

    private static BoundListener[] ListenersOf(Gate gate)
    {
        GateSockets sockets = gate.TakeSockets();
        HashSet<Relay.Store.Model.NetAddress> own = [.. Gate.Addresses];
        return
        [
            new BoundListener(new Listener(ListenerName, ListenerKind.Transparent, own), sockets.Transparent, []),
            new BoundListener(new Listener(ListenerName, ListenerKind.Dns, own), sockets.DnsStream, sockets.DnsDatagram),
        ];
    }

    /// <summary>The gate is being built while the store turns out to be unusable: it is not left behind, and its own failure is not the one to tell.</summary>
    private static async Task EndAsync(Task<Gate> building)
    {
        await building.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (building.IsCompletedSuccessfully)
            await (await building).DisposeAsync();
    }
}
