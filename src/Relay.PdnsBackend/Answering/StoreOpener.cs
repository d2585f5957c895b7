namespace Relay.PdnsBackend.Answering;

/// <summary>
/// Opens the store behind the banner's back: PowerDNS waits two seconds for the banner and gives up for good where it
/// does not come, and a database may be away for longer.
/// </summary>
internal sealed class StoreOpener(Func<CancellationToken, Task<OpenedStore>> open, StoreHealth health, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250), LongestPause = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource firstTry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile OpenedStore? store;

    /// <summary>The store; null where it is not there yet.</summary>
    public OpenedStore? Current => store;

    /// <summary>
    /// The same, after the first try to open it: so the first question after a start is answered. Who has waited until its end waited for all who
    /// come later: a database that is away must not cost each question its whole time.
    /// </summary>
    public async ValueTask<OpenedStore?> GetAsync(CancellationToken cancellation)
    {
        using (cancellation.Register(GiveUpWaiting))
            await firstTry.Task;
        return store;
    }

    /// <summary>Tries until it is open, or there is no more need: null.</summary>
    public async Task<OpenedStore?> RunAsync(CancellationToken cancellation)
    {
        for (TimeSpan pause = FirstPause; !cancellation.IsCancellationRequested && !await TryOpenAsync(cancellation); pause = Longer(pause))
            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return store;
    }

    private void GiveUpWaiting()
    {
        if (firstTry.TrySetResult())
            health.Failed("it is still being opened");
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private async Task<bool> TryOpenAsync(CancellationToken cancellation)
    {
        try
        {
            store = await open(cancellation);
            health.Answered();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever it is, ending would be worse: PowerDNS takes a co-process that is gone for an empty answer. What an ending breaks off is no failure.
            if (!cancellation.IsCancellationRequested)
                health.Failed(failure.Message);
        }
        firstTry.TrySetResult();
        return store is not null;
    }
}
