using Npgsql;
using Relay.Migrations;
using Relay.Store.Sql;
using Relay.Store.Tests.Compliance;
using Relay.TestKit.Postgres;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Relay.Store.Tests.Compliance;

/// <summary>One server for all tests of the assembly, started when the first test asks.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> server = new(PostgresServer.StartAsync);
    private readonly Lazy<Task<PostgresTestDatabase>> template;

    public PostgresFixture() => template = new(async () => Migrated(await CreateEmptyAsync()));

    internal Task<PostgresTestDatabase> CreateEmptyAsync() => CreateAsync();

    /// <summary>A store with the schema of today, as a copy of one that was migrated: migrating each would be most of the time of the tests.</summary>
    internal async Task<PostgresTestDatabase> CreateStoreAsync()
    {
        PostgresTestDatabase database = await CreateAsync(new NpgsqlConnectionStringBuilder((await template.Value).Location).Database);
        // What a copy lacks: the setting of the database, which is none of its content, and an id of its own.
        await database.ExecuteAsync("""
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = urelay, "$user", public', current_database()); END $$;
            UPDATE urelay.store SET id = replace(gen_random_uuid()::text, '-', '')
            """);
        return database;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (template.IsValueCreated)
            await (await template.Value).DisposeAsync();
        if (server.IsValueCreated)
            await (await server.Value).DisposeAsync();
    }

    private static PostgresTestDatabase Migrated(PostgresTestDatabase database)
    {
        Migrator.Apply(Engine.Postgres, StoreLocation.Parse(database.Location).ConnectionString);
        return database;
    }

    private async Task<PostgresTestDatabase> CreateAsync(string? template = null)
    {
        PostgresServer running = await server.Value;
        return new PostgresTestDatabase(running, await running.CreateDatabaseAsync(template));
    }
}
