using System.Data.Common;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Relay.Store.Audit;
using Relay.Store.Resilience;

namespace Relay.Store.Sql;

/// <summary>
/// Runs functions in transactions. The queries are the same, asynchronous ones for both engines; where the driver is synchronous (SQLite) they have
/// completed when they return, on a thread that may wait.
/// </summary>
internal abstract class Database : IAsyncDisposable
{
    private readonly Lazy<ResiliencePipeline> quick;
    private readonly Lazy<ResiliencePipeline> patient;

    protected Database(StoreLocation location, SqlDialect dialect, TimeProvider time)
    {
        Location = location;
        Dialect = dialect;
        Time = time;
        quick = new(() => StorePipeline.Build(dialect.IsTransient, TimeSpan.FromSeconds(4), time));
        patient = new(() => StorePipeline.Build(dialect.IsTransient, TimeSpan.FromSeconds(30), time));
    }

    public StoreLocation Location { get; }

    public SqlDialect Dialect { get; }

    protected TimeProvider Time { get; }

    /// <param name="location">Which.</param>
    /// <param name="time">The clock.</param>
    /// <param name="readOnly">Nothing will be written, and what is written all the same is refused.</param>
    public static Database Open(StoreLocation location, TimeProvider time, bool readOnly = false) =>
        location.Engine == Migrations.Engine.Sqlite ? new SqliteDatabase(location, time, readOnly) : new PostgresDatabase(location, time, readOnly);

    /// <summary>Runs <paramref name="body"/> in one transaction, committed when it returns. It is given the driver's transaction, or null where that knows of none. It may run more than once.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    /// <exception cref="RejectedRowsException">The database refuses what was to be written.</exception>
    public Task<T> RunAsync<T>(Work work, Func<DbConnection, DbTransaction?, Task<T>> body, CancellationToken cancellation) =>
        GuardAsync(work, token => RunOnceAsync(work, body, token), cancellation);

    /// <summary>The same for a body of one command: where its statements are a transaction of their own, it is given none, which spares a round trip.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    /// <exception cref="RejectedRowsException">The database refuses what was to be written.</exception>
    public Task<T> RunCommandAsync<T>(Work work, Func<DbConnection, DbTransaction?, Task<T>> body, CancellationToken cancellation) =>
        GuardAsync(work, token => RunCommandOnceAsync(work, body, token), cancellation);

    /// <summary>How often to look for changes of which nothing was heard: a net below <see cref="Listen"/>.</summary>
    public abstract TimeSpan PollInterval { get; }

    /// <summary>Calls <paramref name="changed"/> when a commit may have changed the configuration, on a thread of its own.</summary>
    public abstract IAsyncDisposable Listen(Action changed, ILogger logger);

    /// <summary>False where nothing was committed since the last call; true where something may have been.</summary>
    public abstract Task<bool> MayHaveChangedAsync(CancellationToken cancellation);

    /// <summary>The newest row of <c>schema_version</c>; 0 where there is no such table.</summary>
    public abstract Task<long> ReadSchemaVersionAsync(CancellationToken cancellation);

    /// <summary>A name waits for its phantom, and for the transaction that is running: it should come to its end.</summary>
    public virtual bool IsAwaited => false;

    /// <summary>Takes what was deleted out of the files too, as far as that can be done at once.</summary>
    /// <returns>False where it stays for a while.</returns>
    public Task<bool> EraseTracesAsync(CancellationToken cancellation) => GuardAsync(Work.Register, EraseTracesOnceAsync, cancellation);

    public abstract ValueTask DisposeAsync();

    protected abstract Task<T> RunOnceAsync<T>(Work work, Func<DbConnection, DbTransaction?, Task<T>> body, CancellationToken cancellation);

    protected abstract Task<bool> EraseTracesOnceAsync(CancellationToken cancellation);

    protected virtual Task<T> RunCommandOnceAsync<T>(Work work, Func<DbConnection, DbTransaction?, Task<T>> body, CancellationToken cancellation) =>
        RunOnceAsync(work, body, cancellation);

    private async Task<T> GuardAsync<T>(Work work, Func<CancellationToken, Task<T>> once, CancellationToken cancellation)
    {
        try
        {
            // A look at the configuration is repeated by the next poll, and a start that fails is told at once: no pipeline, which takes long to build.
            if (work is Work.Watch or Work.Prepare or Work.Register)
                return await once(cancellation).ConfigureAwait(false);
            ResiliencePipeline pipeline = work == Work.Audit ? patient.Value : quick.Value;
            return await pipeline.ExecuteAsync(async token => await once(token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (Translate(e, work) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>What the exception means to callers; null where it is none of the database's.</summary>
    public Exception? Translate(Exception e, Work work = Work.Watch) => e switch
    {
        DbException db when Dialect.IsRejection(db) => new RejectedRowsException(OneLine(db), db),
        BrokenCircuitException => Unavailable(e.InnerException is { } cause ? Explain(cause, work) : "it failed a moment ago", e),
        // Npgsql says of its own time limit that there was an "exception while reading from stream".
        TimeoutRejectedException or TimeoutException or DbException { InnerException: TimeoutException } => Unavailable("it does not answer in time", e),
        DbException or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException => Unavailable(Explain(e, work), e),
        _ => null,
    };

    /// <summary>What it says, and what to do about it, in one line.</summary>
    public string Explain(Exception e, Work work = Work.Watch) =>
        e is DbException db && Dialect.Advice(db, work) is { } advice ? $"{OneLine(e)}; {advice}" : OneLine(e);

    private StoreUnavailableException Unavailable(string reason, Exception e) => new($"the store {Location.Name} cannot be used: {reason}", e);

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
