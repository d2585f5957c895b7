using Microsoft.Extensions.Logging;
using Relay.Migrations;
using Relay.Store.Audit;
using Relay.Store.Lists;
using Relay.Store.Phantoms;
using Relay.Store.Snapshots;
using Relay.Store.Sql;
using Relay.Store.Workers;

namespace Relay.Store;

/// <summary>An open store: phantoms, rules and the audit, as both programs see them.</summary>
public sealed partial class RelayStore : IAsyncDisposable
{
    /// <summary>A copy of a database gives ids again that its original gave, and each may have a journal here.</summary>
    private const int WorkerIdsToTry = 3;

    private readonly Database database;
    private readonly WatchedSnapshots snapshots;
    private readonly PhantomUpkeep upkeep;
    private readonly CachedPhantoms phantoms;
    private readonly BackendPresence? presence;
    private readonly WorkerLease? lease;
    private readonly IFlowJournal? journal;
    private readonly AuditUpkeep? auditUpkeep;

    private RelayStore(
        Database database, WatchedSnapshots snapshots, CachedPhantoms phantoms, PhantomUpkeep upkeep,
        BackendPresence? presence = null, WorkerLease? lease = null, IFlowJournal? journal = null, AuditUpkeep? auditUpkeep = null)
    {
        (this.database, this.snapshots, this.phantoms, this.upkeep, this.presence) = (database, snapshots, phantoms, upkeep, presence);
        (this.lease, this.journal, this.auditUpkeep) = (lease, journal, auditUpkeep);
    }

    public IPhantoms Phantoms => phantoms;

    public ISnapshots Snapshots => snapshots;

    /// <exception cref="InvalidOperationException">The process is no worker.</exception>
    public IFlowJournal Journal => journal ?? throw new InvalidOperationException("only a worker has a journal");

    /// <summary>The worker's id, a new one for each start.</summary>
    /// <exception cref="InvalidOperationException">The process is no worker.</exception>
    public long WorkerId => lease?.Id ?? throw new InvalidOperationException("only a worker has an id");

    /// <summary>How the store does, for whoever watches: no database is asked.</summary>
    public StoreFigures Read() => new()
    {
        Revision = snapshots.Current?.Revision,
        Problems = snapshots.ProblemCount,
        IsReadable = snapshots.IsReadable,
        CachedPhantoms = phantoms.Count,
        PhantomLookUps = phantoms.LookUps,
        Journal = (journal as FlowJournal)?.Read(),
    };

    /// <summary>Creates or upgrades what is missing, loads the tables, and from then on keeps up with them.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be used. The message is one line.</exception>
    public static Task<RelayStore> OpenAsync(
        StoreOptions options, StoreRole role, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(options, role, loggers, time, options.Audit ? StoreParts.Default : StoreParts.WithoutAudit, cancellation);

    internal static async Task<RelayStore> OpenAsync(
        StoreOptions options, StoreRole role, ILoggerFactory loggers, TimeProvider time, StoreParts parts, CancellationToken cancellation)
    {
        ILogger logger = loggers.CreateLogger("Relay.Store");
        StoreLocation location = StoreLocation.Parse(options.Location);
        // Before anything is asked of the database, least of all to be written.
        string? place = role == StoreRole.Worker && parts.OpenJournal is null ? JournalPlace.Of(options) : null;
        JournalRules rules = role == StoreRole.Worker && options.Audit ? JournalRules.Of(options) : new JournalRules();
        Database database = Database.Open(location, time);
        WatchedSnapshots snapshots = new(new ConfigurationTables(database), parts.Compile, options.PollInterval ?? database.PollInterval, logger, time);
        IdMark mark = new(why => LogMarkNotKept(logger, why));
        PhantomUses uses = new(time);
        CachedPhantoms phantoms = new(new PhantomTable(database, looksFirst: role == StoreRole.DnsBackend), options.PhantomCacheSize, options.Phantoms, mark, uses, logger, time);
        PhantomUpkeep upkeep = new(new PhantomLife(database), phantoms.Cache, phantoms.Newest, uses, mark, options.Phantoms, prunes: role == StoreRole.Worker, logger, time);
        WorkerLease? lease = null;
        try
        {
            await new Schema(database, logger, time).EnsureAsync(cancellation).ConfigureAwait(false);
            mark.Load(await IdFileAsync(options, location, database, cancellation).ConfigureAwait(false));
            await upkeep.StartAsync(cancellation).ConfigureAwait(false);
            await snapshots.StartAsync(cancellation).ConfigureAwait(false);
            _ = phantoms.Newest.WarmUpAsync();
            if (role != StoreRole.Worker)
                return new RelayStore(database, snapshots, phantoms, upkeep, new BackendPresence(new BackendTable(database), options.WorkerName, logger, time));
            IFlowSink sink = location.Engine == Engine.Sqlite ? new SqliteFlowSink(database) : new PostgresFlowSink(database);
            string? directory = place is null ? null : JournalPlace.InStore(place, await StoreIdentity.ReadAsync(database, cancellation).ConfigureAwait(false));
            (lease, IFlowJournal journal) = await RegisterAsync(
                () => WorkerLease.TakeAsync(new WorkerTable(database), options.WorkerName, logger, time, cancellation),
                id => directory is null
                    ? parts.OpenJournal!(id, sink)
                    : FlowJournal.Open(directory, id, options.JournalLimit, sink, time, logger, rules)).ConfigureAwait(false);
            lease.Keep(journal is FlowJournal { DeadWorkers: var dead } ? dead : []);
            AuditUpkeep auditUpkeep = new(new AuditTable(database), options.AuditDays, time, logger);
            auditUpkeep.Start();
            return new RelayStore(database, snapshots, phantoms, upkeep, null, lease, journal, auditUpkeep);
        }
        catch (Exception e)
        {
            await CloseAsync(database, snapshots, phantoms, upkeep, null, lease, null, null).ConfigureAwait(false);
            // The journal's directory.
            if (e is IOException or UnauthorizedAccessException)
                throw new StoreUnavailableException($"the journal of flows cannot be opened: {e.Message.ReplaceLineEndings(" ")}", e);
            throw;
        }
    }

    /// <summary>Creates or upgrades the schema. Safe while workers run: see <see cref="SchemaVersion.Oldest"/>.</summary>
    /// <param name="options">The store.</param>
    /// <param name="patience">How long it waits for others.</param>
    /// <param name="plan">Only says what would be done.</param>
    /// <param name="loggers">Told what is unusual.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">It cannot be done. The message is one line.</exception>
    public static async Task<MigrationReport> MigrateAsync(
        StoreOptions options, Patience patience, bool plan, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellation)
    {
        Database database = Database.Open(StoreLocation.Parse(options.Location), time);
        await using (database.ConfigureAwait(false))
            return await new Schema(database, loggers.CreateLogger("Relay.Store"), time).MigrateAsync(patience, plan, cancellation).ConfigureAwait(false);
    }

    /// <summary>Removes audit rows for good.</summary>
    /// <exception cref="StoreUnavailableException">The store or the key cannot be used. The message is one line.</exception>
    public static async Task<ForgetReport> ForgetAsync(
        StoreOptions options, ForgetRequest request, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellation)
    {
        byte[]? key = options.AuditKeyFile is { } file ? AuditKey.Read(file) : null;
        Database database = Database.Open(StoreLocation.Parse(options.Location), time);
        await using (database.ConfigureAwait(false))
        {
            await new Schema(database, loggers.CreateLogger("Relay.Store"), time).EnsureAsync(cancellation).ConfigureAwait(false);
            return await new Forgetting(new ForgetTable(database), key, time).RunAsync(request, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Replaces the rules of a list.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be used. The message is one line.</exception>
    /// <exception cref="ImportRejectedException">A rule of the list is refused. The message is one line.</exception>
    public static async Task<ImportReport> ImportAsync(
        StoreOptions options, ImportRequest request, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellation)
    {
        Database database = Database.Open(StoreLocation.Parse(options.Location), time);
        await using (database.ConfigureAwait(false))
        {
            await new Schema(database, loggers.CreateLogger("Relay.Store"), time).EnsureAsync(cancellation).ConfigureAwait(false);
            return await new ListTable(database).ReplaceAsync(request, cancellation).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => CloseAsync(database, snapshots, phantoms, upkeep, presence, lease, journal, auditUpkeep);

    private static async Task<(WorkerLease Lease, IFlowJournal Journal)> RegisterAsync(Func<Task<WorkerLease>> take, Func<long, IFlowJournal> open)
    {
        for (int tried = 1; ; tried++)
        {
            WorkerLease lease = await take().ConfigureAwait(false);
            try
            {
                return (lease, open(lease.Id));
            }
            catch (Exception e)
            {
                await lease.DisposeAsync().ConfigureAwait(false);
                if (e is not JournalTakenException || tried == WorkerIdsToTry)
                    throw;
            }
        }
    }

    // The journal first: it still writes.
    private static async ValueTask CloseAsync(
        Database database, WatchedSnapshots snapshots, CachedPhantoms phantoms, PhantomUpkeep upkeep,
        BackendPresence? presence, WorkerLease? lease, IFlowJournal? journal, AuditUpkeep? auditUpkeep)
    {
        if (auditUpkeep is not null)
            await auditUpkeep.DisposeAsync().ConfigureAwait(false);
        if (journal is IAsyncDisposable writing)
            await writing.DisposeAsync().ConfigureAwait(false);
        if (lease is not null)
            await lease.DisposeAsync().ConfigureAwait(false);
        if (presence is not null)
            await presence.DisposeAsync().ConfigureAwait(false);
        await upkeep.DisposeAsync().ConfigureAwait(false);
        phantoms.Dispose();
        await snapshots.DisposeAsync().ConfigureAwait(false);
        await database.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Where the highest phantom id is kept; null where nobody named a place. A database on a server is known by its id, which its copies keep.</summary>
    private static async Task<string?> IdFileAsync(StoreOptions options, StoreLocation location, Database database, CancellationToken cancellation) =>
        location.Engine == Engine.Sqlite ? StoreOptions.IdFilePath(location.Path)
        : options.StateDirectory is { } directory ? StoreOptions.IdFilePath(Path.Combine(directory, await StoreIdentity.ReadAsync(database, cancellation).ConfigureAwait(false)))
        : null;

    [LoggerMessage(2407, LogLevel.Warning, "the highest phantom id is not kept outside the database: {Why}")]
    private static partial void LogMarkNotKept(ILogger logger, string why);
}
