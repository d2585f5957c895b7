using System.Data.Common;
using Microsoft.Data.Sqlite;
using Relay.Migrations;
using Relay.Store.Sql;

namespace Relay.Store.Tests.Compliance;

internal sealed class SqliteTestDatabase : TestDatabase
{
    private static readonly Lazy<Task<byte[]>> Template = new(MigrateAsync);

    private readonly string directory = Directory.CreateTempSubdirectory("urelay-store-").FullName;

    public override string Location => Path.Combine(directory, "relay.db");

    /// <summary>A store with the schema of today, as a copy of one that was migrated: migrating each would be most of the time of the tests.</summary>
    public static async Task<TestDatabase> CreateStoreAsync()
    {
        SqliteTestDatabase database = new();
        await File.WriteAllBytesAsync(database.Location, await Template.Value);
        await database.ExecuteAsync("UPDATE store SET id = lower(hex(randomblob(16)))");
        return database;
    }

    public override async Task<DbConnection> OpenAsync()
    {
        // As in the sqlite3 shell, foreign keys are off.
        SqliteConnection connection = new($"Data Source={Location};Pooling=False;Foreign Keys=False");
        await connection.OpenAsync();
        return connection;
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<byte[]> MigrateAsync()
    {
        await using SqliteTestDatabase database = new();
        Migrator.Apply(Engine.Sqlite, StoreLocation.Parse(database.Location).ConnectionString);
        await database.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        return await File.ReadAllBytesAsync(database.Location);
    }
}
