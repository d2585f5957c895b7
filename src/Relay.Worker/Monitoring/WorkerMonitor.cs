using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Worker.Hosting;
using Relay.Worker.Linux;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Monitoring;

/// <summary>Shows a running gateway's figures: on a Unix socket for <c>urelay status</c>, always, and by TCP where <c>--metrics</c> says.</summary>
internal sealed class WorkerMonitor : IAsyncDisposable
{
    private readonly Gateway gateway;
    private readonly MetricsServer server;
    private string? socketFile;

    private WorkerMonitor(Gateway gateway, MetricsServer server) => (this.gateway, this.server) = (gateway, server);

    /// <summary>Takes over <paramref name="listening"/>, and serves there and on the worker's own socket.</summary>
    public static async Task<WorkerMonitor> StartAsync(
        WorkerTelemetry telemetry, Gateway gateway, RelayStore store, StoreOptions options, int? listening, ILogger logger, TimeProvider time)
    {
        _ = new WorkerInstruments(telemetry.Meter, gateway, store, new WorkerFacts(store.WorkerId, options.Name), time);
        WorkerMonitor monitor = new(gateway, new MetricsServer(gateway.HomeLoop, telemetry.Read, gateway.AcceptPauses));
        if (monitor.TryOpenSocket(options.JournalRoot, store.WorkerId, logger) is { } own)
            await gateway.HomeLoop.RunAsync(() => monitor.server.Listen(own));
        if (listening is { } socket)
            await gateway.HomeLoop.RunAsync(() => monitor.server.Listen(socket));
        return monitor;
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.HomeLoop.RunAsync(server.Stop);
        if (socketFile is not null)
            File.Delete(socketFile);
    }

    /// <summary>A worker relays also where it cannot be looked at.</summary>
    private int? TryOpenSocket(string path, long worker, ILogger logger)
    {
        try
        {
            // There is none where the audit is off.
            _ = Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using SocketDirectory directory = SocketDirectory.Open(path);
            directory.RemoveStale();
            string name = SocketDirectory.NameOf(worker);
            int listening = directory.Listen(name);
            socketFile = directory.PathOf(name);
            return listening;
        }
        catch (Exception refused) when (refused is LinuxException or IOException or UnauthorizedAccessException)
        {
            Log.StatusSocketRefused(logger, refused.Message);
            return null;
        }
    }
}
