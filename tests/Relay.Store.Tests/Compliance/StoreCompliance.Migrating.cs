using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Migrations;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    /// <summary>The version before the one that lets the schema change under workers.</summary>
    private const long BeforeOperation = 2026_11_25_04_02_00;

    private const string NewerSchema = "INSERT INTO schema_version (version) VALUES (29991231235959)";

    private StoreLocation Parsed => StoreLocation.Parse(database.Location);

    [Fact]
    public async Task Of_several_migrations_at_once_one_does_it_and_says_what()
    {
        await BeginAnewAsync();
        MigrationReport[] reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => MigrateAsync())));
        MigrationReport done = Assert.Single(reports, report => report.Steps.Count > 0);
        Assert.Equal((0L, SchemaVersion.Current), (done.From, done.To));
        Assert.All(done.Steps, step => Assert.True(step.Description.Length > 0 && step.Took > TimeSpan.Zero));
        Assert.All(reports.Except([done]), report => Assert.Equal((SchemaVersion.Current, SchemaVersion.Current), (report.From, report.To)));
    }

    [Fact]
    public async Task A_plan_changes_nothing()
    {
        await BeginAnewAsync();
        MigrationReport plan = await MigrateAsync(plan: true), done = await MigrateAsync();
        Assert.Equal(done.Steps.Select(step => (step.Version, step.Description)), plan.Steps.Select(step => (step.Version, step.Description)));
        Assert.Empty((await MigrateAsync(plan: true)).Steps);
    }

    [Fact]
    public async Task Who_waits_for_another_migration_says_so_and_not_for_ever()
    {
        await BeginAnewAsync();
        using IDisposable held = Parsed.Engine == Engine.Sqlite
            ? SqliteLock.Take(Parsed.ConnectionString, NoPatience([]))
            : PostgresLock.Take(Parsed.ConnectionString, NoPatience([]));
        List<string> told = [];
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => MigrateAsync(new Patience(TimeSpan.FromSeconds(0.3), told.Add, TimeProvider.System, Cancellation)));
        string whom = Assert.Single(told);
        Assert.Matches("another process that changes the schema: (process|the session) [0-9]+", whom);
        Assert.EndsWith(whom, e.Message, StringComparison.Ordinal);
        held.Dispose();
        Assert.Equal(SchemaVersion.Current, (await MigrateAsync(NoPatience(told))).To);
        Assert.Single(told);
    }

    [Fact]
    public async Task The_store_says_which_programs_are_too_old_for_it()
    {
        Assert.Equal(SchemaVersion.Oldest(Parsed.Engine), await database.ScalarAsync<long>($"SELECT oldest_version FROM {Qualified("store")}"));
    }

    [Fact]
    public async Task A_newer_schema_serves_this_program_unless_it_says_no()
    {
        await OpenAsync();
        await database.ExecuteAsync(NewerSchema);
        await OpenAsync();
        await database.ExecuteAsync("UPDATE store SET oldest_version = 29991231235959");
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync());
        Assert.Contains("has schema 29991231235959, which needs a program of schema 29991231235959 or newer", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        e = await Assert.ThrowsAsync<StoreUnavailableException>(() => MigrateAsync());
        Assert.Contains("install a newer version", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_schema_is_brought_up_by_who_may()
    {
        await BeginAnewAsync();
        Migrator.Apply(Parsed.Engine, Parsed.ConnectionString, BeforeOperation);
        if (Parsed.Engine == Engine.Postgres)
        {
            StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync());
            Assert.Contains($"has schema {BeforeOperation}, older than this program's {SchemaVersion.Current}: run 'urelay migrate'", e.Message, StringComparison.Ordinal);
            MigrationReport report = await MigrateAsync();
            Assert.Equal((BeforeOperation, SchemaVersion.Current), (report.From, report.To));
        }
        await OpenAsync();
        Assert.Equal(SchemaVersion.Current, await database.ScalarAsync<long>("SELECT max(version) FROM schema_version"));
    }

    [Fact]
    public async Task A_worker_of_the_version_before_goes_on_while_the_schema_changes()
    {
        await BeginAnewAsync();
        Migrator.Apply(Parsed.Engine, Parsed.ConnectionString, BeforeOperation);
        // What that version's programs wrote.
        await ExecuteQualifiedAsync("INSERT INTO worker (id, name) VALUES (7, 'the version before')");
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<int> relaying = Task.Run(async () =>
        {
            int flows = 0;
            // A few more after the change.
            for (int more = 20; more > 0; more -= enough.IsCancellationRequested ? 1 : 0)
            {
                await ExecuteQualifiedAsync($"""
                    INSERT INTO connection (id, worker, listener, transport, client_address, client_port, asked_port, accepted_at, outcome, revision, dialing_at, attempts)
                    VALUES ({(7L << 36) + ++flows}, 7, 'gate', 'tcp', '192.0.2.9', 1, 443, '2026-11-25 07:00:00.{flows:d6}', 'open', 1, NULL, NULL)
                    """);
                await ExecuteQualifiedAsync($"""
                    INSERT INTO connection (id, worker, listener, transport, client_address, client_port, asked_port, accepted_at, outcome, revision)
                    VALUES ({(7L << 36) + flows}, 7, 'gate', 'tcp', '192.0.2.9', 1, 443, '2026-11-25 07:00:00.{flows:d6}', 'ok', 1)
                    ON CONFLICT ({(Parsed.Engine == Engine.Sqlite ? "id" : "id, accepted_at")}) DO UPDATE SET outcome = excluded.outcome
                    """);
                await ExecuteQualifiedAsync($"INSERT INTO phantom (domain) VALUES ('n{flows}.test')");
                await ExecuteQualifiedAsync("INSERT INTO worker (id, name, seen_at) SELECT id, name, seen_at FROM worker WHERE id = 7 ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at");
            }
            return flows;
        }, Cancellation);
        MigrationReport report = await MigrateAsync();
        await enough.CancelAsync();
        int written = await relaying;
        Assert.Equal((BeforeOperation, SchemaVersion.Current), (report.From, report.To));
        Assert.Equal(written, await database.ScalarAsync<long>($"SELECT count(*) FROM {Qualified("connection")} WHERE worker = 7 AND outcome = 'ok'"));
        Assert.Equal(written, await database.ScalarAsync<long>($"SELECT count(*) FROM {Qualified("phantom")}"));
    }

    [Fact]
    public async Task A_table_that_somebody_reads_is_waited_for_and_nothing_is_half_done()
    {
        await BeginAnewAsync();
        // Many steps before the last, which is the one that is held up.
        Migrator.Apply(Parsed.Engine, Parsed.ConnectionString, BeforePartitions);
        List<string> told = [];
        await using (DbConnection somebody = await database.OpenAsync())
        {
            // The last table that is changed; on SQLite whoever writes.
            await using DbTransaction transaction = await somebody.BeginTransactionAsync(Cancellation);
            using DbCommand command = somebody.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Parsed.Engine == Engine.Postgres ? "SELECT * FROM urelay.store" : "DELETE FROM problem";
            await command.ExecuteNonQueryAsync(Cancellation);
            // SQLite waits as long as its connection says, PostgreSQL two seconds at a time.
            string location = Parsed.Engine == Engine.Postgres ? Parsed.ConnectionString : Parsed.ConnectionString + ";Default Timeout=1";
            FakeTimeProvider clock = new();
            Assert.Throws<TimeoutException>(() => Migrator.Apply(Parsed.Engine, location, patience: new Patience(Patience.DefaultLimit, TellAndLeave, clock, Cancellation)));
            void TellAndLeave(string whom)
            {
                told.Add(whom);
                clock.Advance(Patience.DefaultLimit);
            }
        }
        Assert.Contains("a transaction that holds a table", Assert.Single(told), StringComparison.Ordinal);
        Assert.Equal(BeforePartitions, await database.ScalarAsync<long>($"SELECT max(version) FROM {Qualified("schema_version")}"));
        await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync($"SELECT schema_version FROM {Qualified("worker")}"));
        Assert.Equal(SchemaVersion.Current, (await MigrateAsync()).To);
    }

    [Fact]
    public async Task A_change_that_would_break_living_programs_waits_for_their_end()
    {
        await ExecuteQualifiedAsync("INSERT INTO worker (id, name, schema_version) VALUES (1, 'old one', 20261125000000), (2, 'new one', 29991231235959)");
        await ExecuteQualifiedAsync($"INSERT INTO worker (id, name, schema_version, ended_at) VALUES (3, 'ended', 20261125000000, {Now}), (4, 'before all', NULL, NULL)");
        await ExecuteQualifiedAsync("INSERT INTO worker (id, name, seen_at) VALUES (5, 'long dead', '2026-01-01 00:00:00.000000')");
        await ExecuteQualifiedAsync("INSERT INTO dns_backend (name, process, schema_version) VALUES ('old dns', 7, 20261127110000), ('new dns', 8, 29991231235959)");
        await ExecuteQualifiedAsync("INSERT INTO dns_backend (name, process, schema_version, seen_at) VALUES ('killed dns', 9, 20261127110000, '2026-01-01 00:00:00.000000')");
        Assert.Contains(": worker 4 (before all); stop them", OlderPrograms.Describe(Parsed.Engine, Parsed.ConnectionString, SchemaVersion.Current, 2026_11_25_00_00_00), StringComparison.Ordinal);
        string? waitsFor = OlderPrograms.Describe(Parsed.Engine, Parsed.ConnectionString, SchemaVersion.Current, SchemaVersion.Current + 1);
        Assert.Contains(": worker 1 (old one), worker 4 (before all), urelay-pdns 1 (old dns, process 7); stop them", waitsFor, StringComparison.Ordinal);
        await ExecuteQualifiedAsync($"UPDATE worker SET ended_at = {Now} WHERE id IN (1, 4)");
        await ExecuteQualifiedAsync("DELETE FROM dns_backend WHERE name = 'old dns'");
        Assert.Null(OlderPrograms.Describe(Parsed.Engine, Parsed.ConnectionString, SchemaVersion.Current, SchemaVersion.Current + 1));
    }

    [Fact]
    public async Task A_worker_says_for_which_schema_it_was_made_and_when_it_ended()
    {
        RelayStore store = await OpenAsync(StoreRole.Worker);
        Assert.Equal(1L, await database.ScalarAsync<long>($"SELECT count(*) FROM worker WHERE schema_version = {SchemaVersion.Current} AND ended_at IS NULL"));
        await CloseAsync(store);
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM worker WHERE ended_at >= started_at"));
    }

    private string Now => Parsed.Engine == Engine.Sqlite ? "strftime('%Y-%m-%d %H:%M:%f000', 'now')" : "now()";

    /// <summary>The search path of the database comes with its schema.</summary>
    private string Qualified(string table) => Parsed.Engine == Engine.Sqlite ? table : $"urelay.{table}";

    private static Patience NoPatience(List<string> told) => new(TimeSpan.Zero, told.Add, TimeProvider.System, Cancellation);

    private Task<MigrationReport> MigrateAsync(bool plan = false) => MigrateAsync(new Patience(TimeSpan.FromSeconds(60), _ => { }, TimeProvider.System, Cancellation), plan);

    private Task<MigrationReport> MigrateAsync(Patience patience, bool plan = false) =>
        RelayStore.MigrateAsync(new StoreOptions { Location = database.Location }, patience, plan, NullLoggerFactory.Instance, TimeProvider.System, Cancellation);

    private async Task ExecuteQualifiedAsync(string sql)
    {
        await using DbConnection connection = await database.OpenAsync();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = (Parsed.Engine == Engine.Postgres ? "SET search_path = urelay; " : "PRAGMA busy_timeout = 60000; ") + sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
