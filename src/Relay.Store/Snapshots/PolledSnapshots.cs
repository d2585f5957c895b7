using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Store.Snapshots;

/// <summary>
/// Keeps the last good snapshot, and looks for a newer revision again and again. What is wrong goes to the table <c>problem</c> and, once, to the log.
/// </summary>
internal sealed partial class PolledSnapshots(
    IConfigurationTables tables, Func<TableRows, long, CompiledTables> compile, TimeSpan interval, ILogger logger, TimeProvider time) : ISnapshots, IAsyncDisposable
{
    private static readonly TimeSpan WritingPause = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource ending = new();
    private Task polling = Task.CompletedTask;
    private volatile Snapshot? current;
    private volatile IReadOnlyList<Problem> logged = [];
    private PendingWrites? pending;
    private long refusedAt;
    private string? refusal;
    private long seen = -1;
    private bool doubtful = true;
    private volatile string? failure;

    public event Action<Snapshot>? Swapped;

    public Snapshot? Current => current;

    /// <summary>False from a look that failed until one that did not.</summary>
    public bool IsReadable => failure is null;

    /// <summary>What was wrong with the tables as they were last read.</summary>
    public int ProblemCount => logged.Count;

    /// <summary>Loads the tables as they are, and polls from then on.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await LookAsync(cancellation).ConfigureAwait(false);
        polling = Task.Run(PollAsync, CancellationToken.None);
    }

    /// <summary>Loads what has changed since the last look, if anything. Not for two callers at once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        // After a failure nothing is known: what was committed is no longer told as new, and a restored database may have the same revision with other rows.
        bool again = doubtful;
        doubtful = true;
        if (again || await tables.ReadRevisionAsync(seen, cancellation).ConfigureAwait(false) != seen)
            await LoadAsync(cancellation).ConfigureAwait(false);
        doubtful = false;
        if (pending is { } writes && (refusal is null || time.GetElapsedTime(refusedAt) >= WritingPause))
            await WriteAsync(writes, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await polling.ConfigureAwait(false);
        ending.Dispose();
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        ConfigurationPicture picture = await tables.ReadAsync(cancellation).ConfigureAwait(false);
        CompiledTables compiled = compile(picture.Rows, picture.Revision);
        bool fold = seen >= 0 && picture.Revision != seen;
        seen = picture.Revision;
        Problem[] gone = [.. picture.Problems.Except(compiled.Problems)];
        Problem[] found = [.. compiled.Problems.Except(picture.Problems)];
        pending = gone.Length + found.Length > 0 || fold ? new PendingWrites(gone, found, fold) : null;
        foreach (Problem problem in compiled.Problems.Except(logged))
            LogProblem(problem.TableName, problem.RowKey, problem.Message);
        logged = compiled.Problems;
        if (compiled.Snapshot is null)
        {
            LogRejected(picture.Revision, current is null ? "there is no good one yet, and flows are refused" : "the last good one stays in force");
            return;
        }
        current = compiled.Snapshot;
        Swapped?.Invoke(compiled.Snapshot);
    }

    // Not part of the load: tables that cannot be written (a read-only disk, a standby) must keep good rules neither from coming into force nor from the start.
    private async Task WriteAsync(PendingWrites writes, CancellationToken cancellation)
    {
        try
        {
            if (writes.Gone.Count + writes.Found.Count > 0)
                await tables.WriteProblemsAsync(writes.Gone, writes.Found, cancellation).ConfigureAwait(false);
            if (writes.Fold)
                await tables.FoldRevisionsAsync(cancellation).ConfigureAwait(false);
            (pending, refusal) = (null, null);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            if (refusal != e.Message)
                LogUnwritten(e.Message);
            (refusal, refusedAt) = (e.Message, time.GetTimestamp());
        }
    }

    private async Task PollAsync()
    {
        using PeriodicTimer timer = new(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token).ConfigureAwait(false))
                await LookAndReportAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            LogEnded();
        }
    }

    private async Task LookAndReportAsync()
    {
        try
        {
            await LookAsync(ending.Token).ConfigureAwait(false);
            if (failure is not null)
                LogMended();
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !ending.IsCancellationRequested)
        {
            if (failure != e.Message)
                LogUnavailable(e.Message);
            failure = e.Message;
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "{Table} {Key}: {Message}")]
    private partial void LogProblem(string table, string key, string message);

    [LoggerMessage(2102, LogLevel.Error, "revision {Revision} of the tables is rejected as a whole, see the table problem; {Consequence}")]
    private partial void LogRejected(long revision, string consequence);

    [LoggerMessage(2103, LogLevel.Error, "{Message}; the last good rules stay in force")]
    private partial void LogUnavailable(string message);

    [LoggerMessage(2104, LogLevel.Information, "the store can be read again")]
    private partial void LogMended();

    [LoggerMessage(2105, LogLevel.Debug, "the tables are no longer watched")]
    private partial void LogEnded();

    [LoggerMessage(2106, LogLevel.Warning, "the table problem is not up to date: {Message}")]
    private partial void LogUnwritten(string message);

    private sealed record PendingWrites(IReadOnlyCollection<Problem> Gone, IReadOnlyCollection<Problem> Found, bool Fold);
}
