using Microsoft.Extensions.Logging;
using Relay.Migrations;

namespace Relay.Store.Sql;

/// <summary>Makes the schema what this program needs. The version is read by one plain query; FluentMigrator is loaded only where it differs.</summary>
internal sealed partial class Schema(Database database, ILogger logger)
{
    /// <exception cref="StoreUnavailableException">It cannot be read or changed, or is newer than this program.</exception>
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        StoreLocation location = database.Location;
        try
        {
            if (location.Engine == Engine.Sqlite)
                CreateFile(location.Path);
            long version = await database.ReadSchemaVersionAsync(cancellation).ConfigureAwait(false);
            if (version > SchemaVersion.Current)
                throw Newer(version);
            if (version == SchemaVersion.Current)
                return;
            if (version == 0)
                LogCreating(location.Name, SchemaVersion.Current);
            else
                LogUpgrading(location.Name, version, SchemaVersion.Current);
            await Task.Run(() => Migrator.Apply(location.Engine, location.ConnectionString), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (database.Translate(e) is { } translated)
        {
            throw translated;
        }
        catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
        {
            // FluentMigrator wraps what the engine says.
            throw new StoreUnavailableException(
                $"the schema of the store {location.Name} cannot be brought to {SchemaVersion.Current}: {e.GetBaseException().Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Looks whether the schema is the one that this program needs.</summary>
    /// <exception cref="StoreUnavailableException">It is another, or cannot be read.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        try
        {
            long version = await database.ReadSchemaVersionAsync(cancellation).ConfigureAwait(false);
            if (version > SchemaVersion.Current)
                throw Newer(version);
            if (version < SchemaVersion.Current)
                throw new StoreUnavailableException($"the store {database.Location.Name} has schema {version}, older than this program's {SchemaVersion.Current}: run 'urelay migrate'");
        }
        catch (Exception e) when (database.Translate(e) is { } translated)
        {
            throw translated;
        }
    }

    private StoreUnavailableException Newer(long version) =>
        new($"the store {database.Location.Name} has schema {version}, newer than this program's {SchemaVersion.Current}: install a newer version");

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
}
