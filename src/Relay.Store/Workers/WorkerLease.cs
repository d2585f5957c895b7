using Microsoft.Extensions.Logging;
using Relay.Store.Sql;

namespace Relay.Store.Workers;

/// <summary>The process's row in <c>worker</c>, kept fresh by the database's clock.</summary>
internal sealed partial class WorkerLease : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(1);

    private readonly WorkerTable table;
    private readonly string name;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource ending = new();
    private Task renewing = Task.CompletedTask;

    private WorkerLease(WorkerTable table, long id, string name, ILogger logger, TimeProvider time) =>
        (this.table, Id, this.name, this.logger, this.time) = (table, id, name, logger, time);

    /// <summary>A new one for each start.</summary>
    public long Id { get; }

    public static async Task<WorkerLease> TakeAsync(WorkerTable table, string name, ILogger logger, TimeProvider time, CancellationToken cancellation) =>
        new(table, await table.RegisterAsync(name, cancellation).ConfigureAwait(false), name, logger, time);

    /// <summary>
    /// Begins to renew. Workers of this machine that are known to be dead lose their open flows with the first renewal, not only when their lease has run out.
    /// </summary>
    public void Keep(IReadOnlyList<long> dead) => renewing = Task.Run(() => RenewAsync(dead));

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await renewing.ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
        ending.Dispose();
    }

    /// <summary>A database that is away does not hold up the end: then the lease runs out by itself.</summary>
    private async Task EndAsync()
    {
        using CancellationTokenSource patience = new(EndTimeout, time);
        try
        {
            await table.EndAsync(Id, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            LogNotEnded(e.Message);
        }
    }

    private async Task RenewAsync(IReadOnlyList<long> dead)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            // Soon, for the sake of short runs, but not in the start itself.
            await Task.Delay(First, time, ending.Token).ConfigureAwait(false);
            do
                dead = await RenewOnceAsync(dead, ending.Token).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(ending.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Their journals are gone by now: nobody else would know before their lease has run out.
            if (dead.Count > 0)
                _ = await RenewOnceAsync(dead, CancellationToken.None).ConfigureAwait(false);
            LogEnded(Id);
        }
    }

    /// <returns>The dead whose flows are still to be ended.</returns>
    private async Task<IReadOnlyList<long>> RenewOnceAsync(IReadOnlyList<long> dead, CancellationToken cancellation)
    {
        try
        {
            int lost = await table.RenewAsync(Id, name, dead, cancellation).ConfigureAwait(false);
            if (lost > 0)
                LogLost(lost);
            return [];
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            LogNotRenewed(e.Message);
            return dead;
        }
    }

    [LoggerMessage(2201, LogLevel.Information, "{Count} flows of workers that died were open: they are lost")]
    private partial void LogLost(int count);

    [LoggerMessage(2202, LogLevel.Warning, "the worker's lease is not renewed: {Message}")]
    private partial void LogNotRenewed(string message);

    [LoggerMessage(2203, LogLevel.Debug, "the lease of worker {Id} is no longer renewed")]
    private partial void LogEnded(long id);

    [LoggerMessage(2204, LogLevel.Debug, "that the worker has ended is not in the store: {Message}")]
    private partial void LogNotEnded(string message);
}
