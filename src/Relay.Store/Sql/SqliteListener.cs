using Relay.Store.Linux;

namespace Relay.Store.Sql;

/// <summary>
/// Hears of commits by any process: each writes to the write-ahead log before it is done. How long after, only its disk knows; so a write is followed by looks, one
/// every 25 ms, until there was none for a second. Between writes the thread sleeps.
/// <code>
/// write to store-wal ──► look, look, look … for a second ──► was there another write meanwhile? ──► no: sleep until the next
/// </code>
/// Where nothing can be watched the looks go on without end.
/// </summary>
internal sealed class SqliteListener : IAsyncDisposable
{
    private const int Looks = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly FileWatch watch = new();
    // It is waited for to its end, nearly always: to spin first would only cost.
    private readonly ManualResetEventSlim ending = new(initialState: false, spinCount: 0);
    private readonly string log;
    private readonly Action changed;
    private readonly Thread thread;

    /// <param name="store">The database's file.</param>
    /// <param name="changed">Told, on the listener's thread, that something may have been committed.</param>
    public SqliteListener(string store, Action changed)
    {
        // The log lies beside the file that the name leads to.
        log = (File.ResolveLinkTarget(store, returnFinalTarget: true)?.FullName ?? store) + "-wal";
        this.changed = changed;
        thread = new Thread(Listen) { Name = "store listener", IsBackground = true };
        thread.Start();
    }

    public async ValueTask DisposeAsync()
    {
        ending.Set();
        watch.Disarm();
        await Task.Run(thread.Join).ConfigureAwait(false);
        watch.Dispose();
        ending.Dispose();
    }

    private void Listen()
    {
        while (!ending.IsSet)
        {
            bool armed = watch.Arm(log);
            for (int look = 0; look < Looks && !ending.IsSet; look++)
            {
                changed();
                ending.Wait(Pause);
            }
            if (armed && !ending.IsSet)
                watch.Wait();
        }
    }
}
