using Microsoft.Data.Sqlite;

namespace Relay.Store.Sql;

/// <summary>
/// A thread with a connection of its own, fed by two queues: Microsoft.Data.Sqlite is never asynchronous, and a wait for a lock or a disk must hold up
/// neither a loop nor the pool.
/// </summary>
internal sealed class SqliteThread : IDisposable
{
    private readonly Queue<Action> urgent = new();
    private readonly Queue<Action> normal = new();
    private readonly object gate = new();
    private readonly Thread thread;
    private readonly string connectionString;
    private readonly bool readOnly;
    private SqliteConnection? connection;
    private bool closed;

    public SqliteThread(string name, string connectionString, bool readOnly)
    {
        (this.connectionString, this.readOnly) = (connectionString, readOnly);
        thread = new Thread(Serve) { Name = name, IsBackground = true };
        thread.Start();
    }

    /// <param name="first">Before what is not. Who awaits it goes on on this thread, and must not wait for other work of it: the next batch of names is there sooner than another thread has woken.</param>
    /// <param name="work">What is done.</param>
    /// <param name="cancellation">Leaves work that has not begun.</param>
    public Task<T> RunAsync<T>(bool first, Func<SqliteConnection, T> work, CancellationToken cancellation)
    {
        TaskCompletionSource<T> done = new(first ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            (first ? urgent : normal).Enqueue(() => Complete(done, work, cancellation));
            Monitor.Pulse(gate);
        }
        // Whoever gives up leaves; what has begun goes on, and is committed or not as a whole.
        return done.Task.WaitAsync(cancellation);
    }

    /// <summary>Something waits that goes before all else.</summary>
    public bool HasUrgent
    {
        get
        {
            lock (gate)
                return urgent.Count > 0;
        }
    }

    /// <summary>Ends after the work that is queued.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (closed)
                return;
            closed = true;
            Monitor.Pulse(gate);
        }
        thread.Join();
    }

    private void Serve()
    {
        while (Next() is { } next)
            next();
        connection?.Dispose();
    }

    // Monitor, not a semaphore: that one spins before it sleeps, on a core that a loop could have.
    private Action? Next()
    {
        lock (gate)
        {
            while (true)
            {
                if (urgent.TryDequeue(out Action? next) || normal.TryDequeue(out next))
                    return next;
                if (closed)
                    return null;
                Monitor.Wait(gate);
            }
        }
    }

    private void Complete<T>(TaskCompletionSource<T> done, Func<SqliteConnection, T> work, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            done.SetCanceled(cancellation);
            return;
        }
        try
        {
            done.SetResult(work(connection ??= SqliteConnections.Open(connectionString, readOnly)));
        }
        catch (Exception e)
        {
            // The connection is made anew: after an I/O error or in the middle of a transaction nothing is known of its state.
            connection?.Dispose();
            connection = null;
            done.SetException(e);
        }
    }
}
