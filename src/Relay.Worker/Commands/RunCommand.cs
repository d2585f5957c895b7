using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Worker.Hosting;
using Relay.Worker.Monitoring;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Commands;

/// <summary><c>urelay run</c>: the gateway, until SIGTERM or SIGINT (drains) or the second of them (at once).</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(Settings settings)
    {
        if (settings.Listeners.Count == 0)
            throw new UsageException("nothing to listen on: give --listen, for instance --listen socks://127.0.0.1:1080");
        using ILoggerFactory loggers = Logging.Create(LogLevel.Information);
        ILogger logger = loggers.CreateLogger("urelay");
        Task<WorkerTelemetry> measuring = WorkerTelemetry.StartAsync();
        using StopSignals signals = new();
        await using RelayStore store = await RelayStore.OpenAsync(settings.Store, StoreRole.Worker, loggers, TimeProvider.System, signals.AtOnce);
        int? metrics = settings.Metrics?.Open();
        IReadOnlyList<BoundListener> listeners = ListenerOpener.OpenAll(settings.Listeners, settings.Gateway.Loops);
        using WorkerTelemetry telemetry = await measuring;
        await using Gateway gateway = await Gateway.StartAsync(settings.Gateway, store, listeners, telemetry.Durations, loggers, TimeProvider.System);
        await using WorkerMonitor monitor = await WorkerMonitor.StartAsync(telemetry, gateway, store, settings.Store, metrics, logger, TimeProvider.System);
        if (settings.Metrics is { } endpoint)
            Tell(endpoint, logger);
        foreach (Listening.ListenerUrl url in settings.Listeners)
            Log.Listening(logger, url.Name, url.ToString());

        await signals.Requested;
        Log.Draining(logger, settings.Gateway.DrainTimeout.TotalSeconds);
        Log.Drained(logger, await gateway.DrainAsync(settings.Gateway.DrainTimeout, TimeSpan.Zero, signals.AtOnce));
        return 0;
    }

    private static void Tell(MetricsEndpoint endpoint, ILogger logger)
    {
        if (!endpoint.IsLoopback)
            Log.MetricsAreReachable(logger, endpoint.ToString());
        Log.ServingMetrics(logger, endpoint.ToString());
    }
}
