using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Store.Snapshots;

/// <summary>
/// Writes what the looks found: the table <c>problem</c> at once, and now and then it prunes the feed. Beside the looks: one that waited for a writer, or for the disk,
/// would see the next commit late. Tables that cannot be written (a read-only disk, a standby) keep good rules neither from coming into force nor from the start.
/// </summary>
internal sealed partial class ConfigurationUpkeep(IConfigurationTables tables, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>SQLite has one writer, and others want it too.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource ending = new();

    // One wake-up waits at most: what is written then is the newest.
    private readonly Channel<bool> wakeUps = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private IReadOnlyList<Problem>? unwritten;
    private Task working = Task.CompletedTask;
    private string? refusal;
    private long prunedAt;
    private volatile bool hasGrown;

    /// <param name="problems">All that the newest look found.</param>
    /// <param name="isChange">It found a commit.</param>
    public void Note(IReadOnlyList<Problem> problems, bool isChange)
    {
        hasGrown |= isChange;
        Volatile.Write(ref unwritten, problems);
        _ = wakeUps.Writer.TryWrite(true);
    }

    /// <summary>Writes, so that who reads the table once the process runs finds its problems; and goes on from then.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        prunedAt = time.GetTimestamp();
        await KeepUpAsync(cancellation).ConfigureAwait(false);
        working = Task.Run(WorkAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await working.ConfigureAwait(false);
        ending.Dispose();
    }

    private async Task WorkAsync()
    {
        using ITimer timer = time.CreateTimer(_ => wakeUps.Writer.TryWrite(true), null, Interval, Interval);
        try
        {
            while (await wakeUps.Reader.ReadAsync(ending.Token).ConfigureAwait(false))
                await KeepUpAsync(ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            LogEnded();
        }
    }

    private async Task KeepUpAsync(CancellationToken cancellation)
    {
        try
        {
            if (Volatile.Read(ref unwritten) is { } problems)
                await WriteAsync(problems, cancellation).ConfigureAwait(false);
            if (hasGrown && time.GetElapsedTime(prunedAt) >= Interval)
                await PruneAsync(cancellation).ConfigureAwait(false);
            refusal = null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            if (refusal != e.Message)
                LogUnwritten(e.Message);
            refusal = e.Message;
        }
    }

    private async Task WriteAsync(IReadOnlyList<Problem> problems, CancellationToken cancellation)
    {
        IReadOnlyList<Problem> written = await tables.ReadProblemsAsync(cancellation).ConfigureAwait(false);
        Problem[] gone = [.. written.Except(problems)];
        Problem[] found = [.. problems.Except(written)];
        if (gone.Length + found.Length > 0)
            await tables.WriteProblemsAsync(gone, found, cancellation).ConfigureAwait(false);
        // Unless a look has found others meanwhile.
        _ = Interlocked.CompareExchange(ref unwritten, null, problems);
    }

    private async Task PruneAsync(CancellationToken cancellation)
    {
        while (await tables.PruneAsync(cancellation).ConfigureAwait(false))
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        // What was committed meanwhile is pruned after the next change: it is young.
        (hasGrown, prunedAt) = (false, time.GetTimestamp());
    }

    [LoggerMessage(2106, LogLevel.Warning, "the table problem and the feed of changes are not kept up now: {Message}")]
    private partial void LogUnwritten(string message);

    [LoggerMessage(2109, LogLevel.Debug, "the tables are no longer kept up")]
    private partial void LogEnded();
}
