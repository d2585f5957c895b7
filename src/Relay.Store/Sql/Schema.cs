using Microsoft.Extensions.Logging;
using Relay.Migrations;

namespace Relay.Store.Sql;

/// <summary>Makes the schema what this program needs. The version is read by one plain query; FluentMigrator is loaded only where it differs.</summary>
internal sealed partial class Schema(Database database, ILogger logger, TimeProvider time)
{
    private StoreLocation Location => database.Location;

    /// <summary>
    /// Creates a schema that is not there. One that is older is brought up on SQLite, whose file has one administrator; on a server that is for who may do it, by
    /// <c>urelay migrate</c>. One that is newer serves this program too, unless the store says that it is too old.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It cannot be used.</exception>
    public Task EnsureAsync(CancellationToken cancellation) => GuardAsync(async () =>
    {
        long version = await ReadVersionAsync(cancellation).ConfigureAwait(false);
        if (version == SchemaVersion.Current)
            return version;
        if (version > SchemaVersion.Current)
        {
            await CheckNewerAsync(version, cancellation).ConfigureAwait(false);
            return version;
        }
        if (version > 0 && Location.Engine == Engine.Postgres)
            throw new StoreUnavailableException($"the store {Location.Name} has schema {version}, older than this program's {SchemaVersion.Current}: run 'urelay migrate' as the owner of the database");
        if (version == 0)
            LogCreating(Location.Name, SchemaVersion.Current);
        else
            LogUpgrading(Location.Name, version, SchemaVersion.Current);
        return (await ApplyAsync(new Patience(Patience.DefaultLimit, LogWaiting, time, cancellation), cancellation).ConfigureAwait(false)).To;
    });

    /// <summary>Brings the schema up, whatever the engine.</summary>
    /// <param name="patience">How long it waits for others.</param>
    /// <param name="plan">Only says what would be done.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">It cannot be done. The message is one line.</exception>
    public Task<MigrationReport> MigrateAsync(Patience patience, bool plan, CancellationToken cancellation) => GuardAsync(async () =>
    {
        if (plan && Location.Engine == Engine.Sqlite && !File.Exists(Location.Path))
            return Migrator.Plan(0);
        long version = await ReadVersionAsync(cancellation).ConfigureAwait(false);
        if (version > SchemaVersion.Current)
            await CheckNewerAsync(version, cancellation).ConfigureAwait(false);
        return plan || version >= SchemaVersion.Current ? Migrator.Plan(version) : await ApplyAsync(patience, cancellation).ConfigureAwait(false);
    });

    /// <summary>Looks whether the schema serves this program, and changes nothing.</summary>
    /// <exception cref="StoreUnavailableException">It does not, or cannot be read.</exception>
    public Task CheckAsync(CancellationToken cancellation) => GuardAsync(async () =>
    {
        long version = await database.ReadSchemaVersionAsync(cancellation).ConfigureAwait(false);
        if (version < SchemaVersion.Current)
            throw new StoreUnavailableException($"the store {Location.Name} has schema {version}, older than this program's {SchemaVersion.Current}: run 'urelay migrate'");
        if (version > SchemaVersion.Current)
            await CheckNewerAsync(version, cancellation).ConfigureAwait(false);
        return version;
    });

    private async Task<long> ReadVersionAsync(CancellationToken cancellation)
    {
        if (Location.Engine == Engine.Sqlite)
            CreateFile(Location.Path);
        return await database.ReadSchemaVersionAsync(cancellation).ConfigureAwait(false);
    }

    private async Task CheckNewerAsync(long version, CancellationToken cancellation)
    {
        long oldest = await StoreIdentity.ReadOldestProgramAsync(database, cancellation).ConfigureAwait(false);
        if (oldest > SchemaVersion.Current)
            throw new StoreUnavailableException($"the store {Location.Name} has schema {version}, which needs a program of schema {oldest} or newer, and this one's is {SchemaVersion.Current}: install a newer version");
        LogNewer(Location.Name, version, SchemaVersion.Current);
    }

    private Task<MigrationReport> ApplyAsync(Patience patience, CancellationToken cancellation) =>
        Task.Run(() => Migrator.Apply(Location.Engine, Location.ConnectionString, patience: patience), cancellation);

    private async Task<T> GuardAsync<T>(Func<Task<T>> body)
    {
        try
        {
            return await body().ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new StoreUnavailableException($"the schema of the store {Location.Name} is as it was: {e.Message}", e);
        }
        catch (Exception e) when (database.Translate(e) is { } translated)
        {
            throw translated;
        }
        catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
        {
            // FluentMigrator wraps what the engine says.
            throw new StoreUnavailableException(
                $"the schema of the store {Location.Name} cannot be brought to {SchemaVersion.Current}: {database.Explain(e.GetBaseException())}", e);
        }
    }

    // For the user only: the store holds the passwords of upstreams.
    private static void CreateFile(string path)
    {
        if (File.Exists(path))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was quicker.
            return;
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "creating the store {Store}, schema {Version}")]
    private partial void LogCreating(string store, long version);

    [LoggerMessage(2002, LogLevel.Information, "upgrading the store {Store} from schema {From} to {To}")]
    private partial void LogUpgrading(string store, long from, long to);

    [LoggerMessage(2003, LogLevel.Information, "the change of the schema waits for {Whom}")]
    private partial void LogWaiting(string whom);

    [LoggerMessage(2004, LogLevel.Information, "the store {Store} has schema {Version}, newer than this program's {Own}, which works with it")]
    private partial void LogNewer(string store, long version, long own);
}
