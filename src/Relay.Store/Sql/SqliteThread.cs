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
    private readonly Lock gate = new();
    private readonly SemaphoreSlim waiting = new(0);
    private readonly Thread thread;
    private readonly string connectionString;
    private SqliteConnection? connection;
    private bool closed;

    public SqliteThread(string name, string connectionString)
    {
        this.connectionString = connectionString;
        thread = new Thread(Serve) { Name = name, IsBackground = true };
        thread.Start();
    }

    public Task<T> RunAsync<T>(bool first, Func<SqliteConnection, T> work, CancellationToken cancellation)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            (first ? urgent : normal).Enqueue(() => Complete(done, work, cancellation));
        }
        waiting.Release();
        // Whoever gives up leaves; what has begun goes on, and is committed or not as a whole.
        return done.Task.WaitAsync(cancellation);
    }

    /// <summary>Ends after the work that is queued.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (closed)
                return;
            closed = true;
        }
        waiting.Release();
        thread.Join();
        waiting.Dispose();
    }

    private void Serve()
    {
        while (true)
        {
            waiting.Wait();
            Action? next;
            lock (gate)
            {
                if (!urgent.TryDequeue(out next) && !normal.TryDequeue(out next))
                    break;
            }
            next();
        }
        connection?.Dispose();
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
            done.SetResult(work(connection ??= Open()));
        }
        catch (Exception e)
        {
            // The connection is made anew: after an I/O error or in the middle of a transaction nothing is known of its state.
            connection?.Dispose();
            connection = null;
            done.SetException(e);
        }
    }

    private SqliteConnection Open()
    {
        SqliteConnection opened = new(connectionString);
        try
        {
            opened.Open();
            using SqliteCommand pragmas = opened.CreateCommand();
            // The busy timeout waits in short steps; the driver's own retry sleeps 150 ms at a time.
            pragmas.CommandText = "PRAGMA busy_timeout = 3000";
            pragmas.ExecuteNonQuery();
            pragmas.CommandText = "PRAGMA journal_mode = WAL";
            if (pragmas.ExecuteScalar() is not "wal")
                throw new StoreUnavailableException($"the store {opened.DataSource} cannot be kept in WAL mode: put it on a local file system with shared memory, and where it can be written");
            pragmas.CommandText = "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;";
            pragmas.ExecuteNonQuery();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
