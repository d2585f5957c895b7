using System.Data.Common;
using System.Globalization;
using Relay.Migrations;
using Relay.Store.Sql;
using Relay.Store.Tests.Compliance;
using Relay.Store.Tests.Docs;
using Xunit;

namespace Relay.Store.Tests.Schema;

/// <summary>A database that the first version made, with rows in every table, comes to the schema of this one.</summary>
public abstract class UpgradeTests : IAsyncLifetime
{
    private static readonly string[] Tables = ["pool", "static_mapping", "host", "upstream", "rule", "phantom", "worker", "connection", "problem", "revision", "store"];

    private TestDatabase database = null!;
    private TestDatabase fresh = null!;

    public async ValueTask InitializeAsync()
    {
        database = await CreateEmptyAsync();
        fresh = await CreateEmptyAsync();
        await database.ExecuteAsync(Repository.Read($"tests/Relay.Store.Tests/Schema/{Dump}"));
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await fresh.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Rows_stay_and_the_schema_is_that_of_a_fresh_store()
    {
        List<string[]> before = [];
        foreach (string table in Tables)
        {
            before.Add(await RowsAsync(database, $"SELECT * FROM {Qualified(table)}"));
            Assert.NotEmpty(before[^1]);
        }
        Migrate(database);
        Migrate(fresh);
        for (int i = 0; i < Tables.Length; i++)
        {
            // Columns that came later stand at the end.
            string[] after = await RowsAsync(database, $"SELECT * FROM {Qualified(Tables[i])}");
            Assert.Equal(before[i], after.Zip(before[i], (row, old) => row[..Math.Min(row.Length, old.Length)]));
            Assert.Equal(before[i].Length, after.Length);
        }
        string[] schema = await RowsAsync(fresh, SchemaQuery);
        Assert.True(schema.Length > 50);
        Assert.Equal(schema, await RowsAsync(database, SchemaQuery));
        Assert.Equal(SchemaVersion.Current, await database.ScalarAsync<long>($"SELECT max(version) FROM {Qualified("schema_version")}"));
    }

    [Fact]
    public async Task Checks_hold_from_then_on_and_ids_go_on()
    {
        Migrate(database);
        string rule = Qualified("rule");
        DbException e = await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync($"INSERT INTO {rule} (ports) VALUES ('00080')"));
        Assert.Contains("rule.ports is a list", e.Message, StringComparison.Ordinal);
        // A row of before is as wrong when it is written again; it can be mended, or deleted.
        e = await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync($"UPDATE {rule} SET priority = 1 WHERE id = 2"));
        Assert.Contains("rule.ports is a list", e.Message, StringComparison.Ordinal);
        await database.ExecuteAsync($"UPDATE {rule} SET ports = '80', to_domain = NULL, resolver = NULL WHERE id = 2");
        await database.ExecuteAsync($"DELETE FROM {rule} WHERE id = 3");
        await database.ExecuteAsync($"INSERT INTO {rule} (domain, upstream) VALUES ('new.test', 'office')");
        // Id 4 was deleted before; a refused row costs PostgreSQL an id.
        Assert.InRange(await database.ScalarAsync<long>($"SELECT max(id) FROM {rule}"), 5, 6);
        Assert.Equal("demo.test", await database.ScalarAsync<string>($"SELECT domain FROM {Qualified("phantom_address")}"));
    }

    /// <summary>What the first version's programs write, under a schema that has grown.</summary>
    [Fact]
    public async Task A_worker_of_the_first_version_goes_on_or_is_waited_for()
    {
        await database.ExecuteAsync($"INSERT INTO {Qualified("worker")} (id, name) VALUES (77, 'the first')");
        if (Engine == Engine.Postgres)
        {
            // Its upsert names a key that connection in partitions has not.
            TimeoutException e = Assert.Throws<TimeoutException>(() => Migrate(database, new Patience(TimeSpan.Zero, _ => { }, TimeProvider.System, CancellationToken.None)));
            Assert.Contains("the end of programs that are too old for the new schema: worker 77 (the first); stop them", e.Message, StringComparison.Ordinal);
            Assert.Equal(2026_11_23_00_00_00, await database.ScalarAsync<long>($"SELECT max(version) FROM {Qualified("schema_version")}"));
            await database.ExecuteAsync($"UPDATE {Qualified("worker")} SET seen_at = '2026-01-01' WHERE id = 77");
        }
        Migrate(database);
        if (Engine == Engine.Postgres)
            return;
        await database.ExecuteAsync("INSERT INTO phantom (domain) VALUES ('first.test')");
        foreach (string outcome in (string[])["open", "ok"])
        {
            await database.ExecuteAsync($"""
                INSERT INTO connection (id, worker, listener, transport, client_address, client_port, asked_port, accepted_at, outcome, revision)
                VALUES ({(77L << 36) + 1}, 77, 'gate', 'tcp', '192.0.2.9', 1, 443, '2026-11-25 07:00:00.000000', '{outcome}', 1) ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome
                """);
        }
        Assert.Equal("ok", await database.ScalarAsync<string>("SELECT outcome FROM connection WHERE worker = 77"));
    }

    protected abstract string Dump { get; }

    /// <summary>Everything that the schema consists of, as text.</summary>
    protected abstract string SchemaQuery { get; }

    /// <summary>A restored dump has not the search path of the database that it was taken from.</summary>
    protected abstract string Qualified(string table);

    protected abstract Task<TestDatabase> CreateEmptyAsync();

    private Engine Engine => StoreLocation.Parse(database.Location).Engine;

    private static void Migrate(TestDatabase database, Patience? patience = null)
    {
        StoreLocation location = StoreLocation.Parse(database.Location);
        Migrator.Apply(location.Engine, location.ConnectionString, patience: patience);
    }

    private static async Task<string[]> RowsAsync(TestDatabase database, string sql)
    {
        await using DbConnection connection = await database.OpenAsync();
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Text of this folder.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using DbDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> rows = [];
        object[] values = new object[reader.FieldCount];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            _ = reader.GetValues(values);
            rows.Add(string.Join('|', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))));
        }
        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
