using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Store.Snapshots;

/// <summary>
/// Keeps the last good snapshot, and looks for changes when the database tells of one, and at every poll. What is wrong goes, once, to the log and, by
/// <see cref="ConfigurationUpkeep"/>, to the table <c>problem</c>.
/// </summary>
internal sealed partial class WatchedSnapshots(
    IConfigurationTables tables, SnapshotCompiling compile, TimeSpan interval, ILogger logger, TimeProvider time) : ISnapshots, IAsyncDisposable
{
    /// <summary>Not beside what else a process does at its start.</summary>
    private static readonly TimeSpan UntilRehearsal = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource ending = new();
    private readonly ConfigurationUpkeep upkeep = new(tables, logger, time);

    // One wake-up waits at most: a look sees all that came before it.
    private readonly Channel<bool> wakeUps = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task watching = Task.CompletedTask;
    private volatile Snapshot? current;
    private CompiledTables? compiled;
    private (CompiledTables Before, Task<CompiledTables> Folded)? folding;
    private volatile IReadOnlyList<Problem> logged = [];
    private string? place;
    private long revision = -1;
    private volatile string? failure;
    private long startedAt;
    private bool isRehearsed;

    public event Action<Snapshot>? Swapped;

    public Snapshot? Current => current;

    /// <summary>False from a look that failed until one that did not.</summary>
    public bool IsReadable => failure is null;

    /// <summary>What was wrong with the tables as they were last read.</summary>
    public int ProblemCount => logged.Count;

    /// <summary>Loads the tables as they are, and keeps up with them from then on.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await LookAsync(cancellation).ConfigureAwait(false);
        await upkeep.StartAsync(cancellation).ConfigureAwait(false);
        startedAt = time.GetTimestamp();
        watching = Task.Run(WatchAsync, CancellationToken.None);
    }

    /// <summary>Loads what has changed since the last look, if anything. Not for two callers at once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        await TakeFoldedAsync().ConfigureAwait(false);
        // After a failure nothing is known: a change may have been told once, and a restored database, or another primary, may have lost what was seen.
        string? known = place;
        place = null;
        ConfigurationPicture picture = await tables.ReadAsync(known, (rows, number) => compile(compiled, rows, number), cancellation).ConfigureAwait(false);
        if (picture.Compiled is { } next)
            Take(picture, next);
        place = picture.Place;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        await upkeep.DisposeAsync().ConfigureAwait(false);
        if (folding is { } running)
            await ((Task)running.Folded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }

    private void Take(ConfigurationPicture picture, CompiledTables next)
    {
        bool isChange = revision >= 0 && picture.Revision != revision;
        (compiled, revision) = (next, picture.Revision);
        foreach (Problem problem in next.Problems.Except(logged))
            LogProblem(problem.TableName, problem.RowKey, problem.Message);
        logged = next.Problems;
        if (next.Snapshot is { } snapshot)
        {
            current = snapshot;
            Swapped?.Invoke(snapshot);
        }
        else
            LogRejected(revision, current is null ? "there is no good one yet, and flows are refused" : "the last good one stays in force");
        if (folding is null && SnapshotCompiler.WantsFolding(next))
            folding = (next, Task.Run(() => SnapshotCompiler.Fold(next)));
        upkeep.Note(next.Problems, isChange);
    }

    /// <summary>Goes over to the rules that were folded on another thread. They mean the same, so nobody is told.</summary>
    private async Task TakeFoldedAsync()
    {
        if (folding is not { Folded.IsCompleted: true } done)
            return;
        folding = null;
        compiled = SnapshotCompiler.Rebase(compiled!, await done.Folded.ConfigureAwait(false), done.Before, revision);
        current = compiled.Snapshot ?? current;
    }

    private async Task WatchAsync()
    {
        IAsyncDisposable listener = tables.Listen(() => wakeUps.Writer.TryWrite(true), logger);
        await using (listener.ConfigureAwait(false))
        using (time.CreateTimer(_ => wakeUps.Writer.TryWrite(true), null, interval, interval))
        {
            try
            {
                while (await wakeUps.Reader.ReadAsync(ending.Token).ConfigureAwait(false))
                    await LookAndReportAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                LogEnded();
            }
        }
    }

    private async Task LookAndReportAsync()
    {
        try
        {
            await LookAsync(ending.Token).ConfigureAwait(false);
            if (!isRehearsed && time.GetElapsedTime(startedAt) >= UntilRehearsal)
            {
                await tables.RehearseAsync(rows => compile(compiled, rows, revision), ending.Token).ConfigureAwait(false);
                isRehearsed = true;
            }
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
}
