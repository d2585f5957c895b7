using Microsoft.Extensions.Logging;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>
/// Keeps the process and the table <c>phantom</c> together: once a second what left the table leaves the cache, what others gave comes into it, and a database that has gone back is moved on; now and
/// then uses are written, and where it prunes (one process of many is enough, and more do no harm) names that nobody uses are retired.
/// </summary>
internal sealed partial class PhantomUpkeep(
    IPhantomLife life, PhantomCache cache, NewestNames newest, PhantomUses uses, IdMark mark, PhantomOptions options, bool prunes, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UseInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan FirstPrune = TimeSpan.FromMinutes(1);

    /// <summary>What left longer ago is no longer listed (<see cref="IPhantomLife.DeleteRetiredAsync"/> keeps it for a day).</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromHours(1);

    private const int UsesPerBatch = 1000;

    private readonly CancellationTokenSource ending = new();
    private Task working = Task.CompletedTask;
    private string? seen, server;
    private long lookedAt;
    private bool doubtful;
    private bool toldUsedUp;

    /// <summary>Looks, so that nothing is answered before a database that was restored is known as such, and goes on from then.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await TryAsync(LookAsync, cancellation).ConfigureAwait(false);
        working = Task.Run(WorkAsync, CancellationToken.None);
    }

    /// <summary>Not for two callers at once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        // A database that was away may have come back as an older copy, or as a standby that misses the last commits.
        bool forget = doubtful || (seen is not null && time.GetElapsedTime(lookedAt) > LongestGap);
        doubtful = true;
        long known = mark.Value;
        PhantomChanges changes = await life.LookAsync(forget ? null : seen, cancellation).ConfigureAwait(false);
        forget |= server is not null && server != changes.Server;
        if (changes.NewestId < known)
        {
            LogGoneBack(changes.NewestId, known);
            forget = true;
            await life.PassAsync(known, cancellation).ConfigureAwait(false);
        }
        if (forget)
            cache.Forget();
        else
            cache.Remove(changes.Gone);
        (seen, server, lookedAt, doubtful) = (changes.Seen, changes.Server, time.GetTimestamp(), false);
        mark.Note(changes.NewestId);
        mark.Save();
        if (mark.Value >= Phantom.MaxId && !toldUsedUp)
            await life.TellIdsUsedUpAsync(cancellation).ConfigureAwait(false);
        toldUsedUp = mark.Value >= Phantom.MaxId;
        await newest.FollowAsync(changes.NewestId).ConfigureAwait(false);
    }

    public async Task WriteUsesAsync(CancellationToken cancellation)
    {
        foreach (long[] batch in uses.Take().Chunk(UsesPerBatch))
        {
            try
            {
                await life.WriteUsesAsync(batch, cancellation).ConfigureAwait(false);
            }
            catch
            {
                uses.PutBack(batch);
                throw;
            }
        }
    }

    public async Task PruneAsync(CancellationToken cancellation)
    {
        int retired = 0;
        if (options.RetireUnused is { } age)
        {
            for (long? after = 0; after is { } next;)
            {
                (int count, after) = await life.RetireAsync(next, age, cancellation).ConfigureAwait(false);
                retired += count;
            }
        }
        int deleted = await life.DeleteRetiredAsync(options.RetiredGrace, cancellation).ConfigureAwait(false);
        if (retired + deleted > 0)
            LogPruned(retired, deleted);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await working.ConfigureAwait(false);
        await TryAsync(WriteUsesAsync, CancellationToken.None).ConfigureAwait(false);
        ending.Dispose();
    }

    private async Task WorkAsync()
    {
        using PeriodicTimer timer = new(LookInterval, time);
        long wroteAt = time.GetTimestamp(), prunedAt = wroteAt;
        TimeSpan untilPrune = FirstPrune;
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token).ConfigureAwait(false))
            {
                await TryAsync(LookAsync, ending.Token).ConfigureAwait(false);
                if (time.GetElapsedTime(wroteAt) >= UseInterval)
                {
                    await TryAsync(WriteUsesAsync, ending.Token).ConfigureAwait(false);
                    wroteAt = time.GetTimestamp();
                }
                if (prunes && time.GetElapsedTime(prunedAt) >= untilPrune)
                {
                    await TryAsync(PruneAsync, ending.Token).ConfigureAwait(false);
                    (prunedAt, untilPrune) = (time.GetTimestamp(), PruneInterval);
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            LogEnded();
        }
    }

    // That the database is away the snapshots tell, which look more often.
    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreUnavailableException or RejectedRowsException)
        {
            LogFailed(e.Message);
        }
    }

    [LoggerMessage(2403, LogLevel.Warning, "the store has gone back: its newest phantom id is {Newest}, but {Known} was given (an older copy was restored, or a fail-over lost commits); ids go on after that, and the addresses that were lost are refused")]
    private partial void LogGoneBack(long newest, long known);

    [LoggerMessage(2404, LogLevel.Information, "{Retired} names that were never connected to are retired, {Deleted} retired ones are deleted")]
    private partial void LogPruned(int retired, int deleted);

    [LoggerMessage(2405, LogLevel.Debug, "phantoms: {Message}")]
    private partial void LogFailed(string message);

    [LoggerMessage(2406, LogLevel.Debug, "phantoms are no longer kept up")]
    private partial void LogEnded();
}
