using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Relay.Store;

namespace Relay.PdnsBackend.Purging;

/// <summary>
/// Empties PowerDNS' caches after each change of the configuration, so that long caches and quick changes go together: once when our answers have changed, and again
/// a second later, because until then another process, or an answer that was under way, may have put an old one back.
/// </summary>
internal sealed class CachePurger : IAsyncDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const int Times = 2;

    /// <summary>PowerDNS opens its control socket after it has started its co-processes.</summary>
    private const int FailuresUntilTold = 5;

    private readonly IPurge purge;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource ending = new();

    // One wake-up waits at most: what changed before it is seen by the purge after it.
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task purging;
    private int failures;

    public CachePurger(IPurge purge, ILogger logger, TimeProvider time)
    {
        (this.purge, this.logger, this.time) = (purge, logger, time);
        purging = Task.Run(RunAsync);
    }

    /// <summary>Follows a store that was just opened. What PowerDNS keeps may be of an earlier process, which did not see the last changes.</summary>
    public void Watch(ISnapshots snapshots)
    {
        snapshots.Swapped += _ => changes.Writer.TryWrite(true);
        changes.Writer.TryWrite(true);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await ((Task)purging).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }

    private async Task RunAsync()
    {
        while (await changes.Reader.ReadAsync(ending.Token))
        {
            for (int left = Times; left > 0;)
            {
                left -= await TryPurgeAsync() ? 1 : 0;
                if (left == 0)
                    break;
                // A change that comes meanwhile does not wait, and begins anew.
                using CancellationTokenSource woken = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
                Task<bool> changed = changes.Reader.WaitToReadAsync(woken.Token).AsTask();
                await Task.WhenAny(changed, Task.Delay(Pause, time, woken.Token));
                await woken.CancelAsync();
                if (changes.Reader.TryRead(out _))
                    left = Times;
            }
        }
    }

    private async Task<bool> TryPurgeAsync()
    {
        try
        {
            await purge.PurgeAsync(ending.Token);
            if (failures >= FailuresUntilTold)
                Log.PurgesAgain(logger);
            failures = 0;
            return true;
        }
        catch (IOException failure)
        {
            if (++failures == FailuresUntilTold)
                Log.NotPurged(logger, failure.Message.ReplaceLineEndings(" "));
            return false;
        }
    }
}
