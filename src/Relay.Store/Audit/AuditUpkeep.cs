using Microsoft.Extensions.Logging;
using Relay.Store.Sql;

namespace Relay.Store.Audit;

/// <summary>Makes partitions ahead of need, and takes away what is older than the administrator wants to keep: now and then, in small steps.</summary>
internal sealed partial class AuditUpkeep : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Not in the start itself.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    /// <summary>Beyond, the partitions of single days would be too many: old rows go a month at a time.</summary>
    public const int MaxDailyDays = 92;

    /// <summary>SQLite has one writer, and others want it too.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private const int Batch = 500;

    private readonly AuditTable table;
    private readonly int? days;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource ending = new();
    private Task running = Task.CompletedTask;

    /// <param name="table">What is kept up.</param>
    /// <param name="days">How long rows are kept; null: for ever.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told what was removed.</param>
    public AuditUpkeep(AuditTable table, int? days, TimeProvider time, ILogger logger) =>
        (this.table, this.days, this.time, this.logger) = (table, days, time, logger);

    private bool IsDaily => days <= MaxDailyDays;

    public void Start() => running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        ending.Dispose();
    }

    /// <returns>How many rows were removed.</returns>
    public async Task<long> RunOnceAsync(CancellationToken cancellation)
    {
        await table.KeepPartitionsAsync(IsDaily, cancellation).ConfigureAwait(false);
        if (days is null)
            return 0;
        // Whole days of UTC, as partitions are.
        DateTime before = time.GetUtcNow().UtcDateTime.Date.AddDays(-days.Value);
        long removed = await table.DropPartitionsAsync(before, cancellation).ConfigureAwait(false);
        // Where partitions are months, what is old in one that is not is left until all of it is.
        int deleted = Batch;
        while (deleted == Batch && (IsDaily || !table.HasPartitions))
        {
            removed += deleted = await table.DeleteAsync(before, Batch, cancellation).ConfigureAwait(false);
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
        await table.DeleteWorkersAsync(before, cancellation).ConfigureAwait(false);
        return removed;
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            await Task.Delay(First, time, ending.Token).ConfigureAwait(false);
            do
                await TryRunOnceAsync().ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(ending.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TryRunOnceAsync()
    {
        try
        {
            long removed = await RunOnceAsync(ending.Token).ConfigureAwait(false);
            if (removed > 0)
                LogRemoved(removed, days!.Value);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ending.IsCancellationRequested)
        {
            LogFailed(e.Message);
        }
    }

    [LoggerMessage(2320, LogLevel.Information, "audit: {Rows} rows older than {Days} days were removed")]
    private partial void LogRemoved(long rows, int days);

    [LoggerMessage(2321, LogLevel.Warning, "audit: old rows and partitions are not looked after now, and again in ten minutes: {Message}")]
    private partial void LogFailed(string message);
}
