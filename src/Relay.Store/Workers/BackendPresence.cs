using Microsoft.Extensions.Logging;
using Relay.Store.Sql;

namespace Relay.Store.Workers;

/// <summary>
/// The process's row in <c>dns_backend</c>, kept fresh by the database's clock. Nobody waits for it: answers need no store that can be written, and PowerDNS' processes
/// come and go.
/// </summary>
internal sealed partial class BackendPresence : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromMilliseconds(500);

    private readonly BackendTable table;
    private readonly string name;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource ending = new();
    private readonly Task keeping;
    private long id;
    private bool isTold;

    /// <summary>Begins to keep the row.</summary>
    public BackendPresence(BackendTable table, string name, ILogger logger, TimeProvider time)
    {
        (this.table, this.name, this.logger, this.time) = (table, name, logger, time);
        keeping = Task.Run(KeepAsync);
    }

    /// <summary>Deletes the row. A database that is away does not hold up the end: then others delete it when it has been silent for long.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await keeping.ConfigureAwait(false);
        using CancellationTokenSource patience = new(EndTimeout, time);
        try
        {
            if (id > 0)
                await table.RemoveAsync(id, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            LogNotRemoved(e.Message);
        }
        ending.Dispose();
    }

    private async Task KeepAsync()
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            do
                await KeepOnceAsync().ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(ending.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            LogEnded(id);
        }
    }

    private async Task KeepOnceAsync()
    {
        try
        {
            id = await table.KeepAsync(id, name, ending.Token).ConfigureAwait(false);
            isTold = false;
        }
        catch (Exception e) when (e is not OperationCanceledException || !ending.IsCancellationRequested)
        {
            // A standby cannot be written for weeks.
            if (!isTold)
                LogNotKept(e.Message);
            isTold = true;
        }
    }

    [LoggerMessage(2210, LogLevel.Warning, "this process is not in the table dns_backend, so that 'urelay migrate' does not know of it: {Message}")]
    private partial void LogNotKept(string message);

    [LoggerMessage(2211, LogLevel.Debug, "the row {Id} of dns_backend is no longer kept")]
    private partial void LogEnded(long id);

    [LoggerMessage(2212, LogLevel.Debug, "that the process has ended is not in the store: {Message}")]
    private partial void LogNotRemoved(string message);
}
