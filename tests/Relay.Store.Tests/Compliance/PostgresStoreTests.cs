using System.Data.Common;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Snapshots;
using Relay.Store.Sql;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public sealed class PostgresStoreTests(PostgresFixture fixture) : StoreCompliance
{
    protected override string UseUpIds => "SELECT setval('urelay.phantom_id_seq', 1099511627775)";

    protected override string Overriding => "OVERRIDING SYSTEM VALUE";

    protected override string AcceptedText => "SELECT (accepted_at AT TIME ZONE 'UTC')::text FROM connection";

    [Theory]
    [InlineData("off", "on")]
    [InlineData("local", "on")]
    [InlineData("remote_apply", "remote_apply")]
    public async Task A_phantom_is_durable_before_it_is_told(string setting, string used)
    {
        await OpenAsync();
        await database.ExecuteAsync($"""
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = {setting}', current_database()); END $$;
            CREATE TABLE told (setting text);
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO told VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
            CREATE TRIGGER tell AFTER INSERT ON phantom FOR EACH ROW EXECUTE FUNCTION tell();
            """);
        await (await OpenAsync()).Phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation);
        Assert.Equal(used, await database.ScalarAsync<string>("SELECT setting FROM told"));
    }

    /// <summary>By its code: the message is in the server's language.</summary>
    [Fact]
    public async Task A_full_disk_of_the_server_is_told_with_what_to_do()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        RelayStore store = await OpenAsync();
        await database.ExecuteAsync("""
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'konnte Datei nicht erweitern' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON connection FOR EACH STATEMENT EXECUTE FUNCTION full_disk();
            CREATE TRIGGER full_disk BEFORE INSERT ON phantom FOR EACH STATEMENT EXECUTE FUNCTION full_disk();
            """);
        foreach (Func<Task> write in (Func<Task>[])[() => sink.WriteAsync([Flow(worker, 1, Outcome.Ok)], Cancellation), () => store.Phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation).AsTask()])
        {
            StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(write);
            Assert.EndsWith("konnte Datei nicht erweitern; make room on the server's disk", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Revisions_that_everybody_sees_become_one_row()
    {
        await OpenAsync();
        for (int i = 0; i < 5; i++)
            await database.ExecuteAsync($"UPDATE pool SET listener = 'l{i}'");
        long revision = await database.ScalarAsync<long>("SELECT sum(changes)::bigint FROM revision");
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        ConfigurationTables tables = new(direct);
        // A transaction of another test on this server may hold the horizon back.
        while (await database.ScalarAsync<long>("SELECT count(*) FROM revision") > 1)
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => tables.PruneAsync(Cancellation)));
        Assert.Equal(revision, await database.ScalarAsync<long>("SELECT changes FROM revision WHERE txid = 0"));
    }

    [Fact]
    public async Task TRUNCATE_and_a_statement_of_very_many_rows_change_the_table()
    {
        await OpenAsync();
        await database.ExecuteAsync("INSERT INTO rule (domain) SELECT 'n' || n || '.test' FROM generate_series(1, 10001) AS n");
        await database.ExecuteAsync("TRUNCATE rule");
        Assert.Equal("rule whole, rule whole", await database.ScalarAsync<string>(
            "SELECT string_agg(table_name || ' ' || coalesce(row_key, 'whole'), ', ') FROM change WHERE table_name = 'rule'"));
    }

    [Fact]
    public async Task A_table_that_somebody_locks_is_one_line_and_keeps_no_commit_from_being_seen()
    {
        await OpenAsync();
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location + ";Command Timeout=1"), TimeProvider.System);
        ConfigurationTables tables = new(direct);
        await using DbConnection other = await database.OpenAsync();
        await using DbTransaction transaction = await other.BeginTransactionAsync(Cancellation);
        using DbCommand command = other.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, "LOCK TABLE problem");
        await command.ExecuteNonQueryAsync(Cancellation);
        Assert.NotNull((await tables.ReadAsync(null, (rows, revision) => new CompiledTables(null, []), Cancellation)).Compiled);
        StoreUnavailableException late = await Assert.ThrowsAsync<StoreUnavailableException>(() => tables.ReadProblemsAsync(Cancellation));
        Assert.EndsWith("cannot be used: it does not answer in time", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_that_commits_after_a_later_one_is_not_missed()
    {
        await OpenAsync();
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        ConfigurationTables tables = new(direct);
        await using DbConnection slow = await database.OpenAsync();
        await using DbTransaction transaction = await slow.BeginTransactionAsync(Cancellation);
        using DbCommand command = slow.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, "INSERT INTO rule (id, domain) VALUES (1, 'slow.test')");
        await command.ExecuteNonQueryAsync(Cancellation);
        await database.ExecuteAsync("INSERT INTO rule (id, domain) VALUES (2, 'quick.test')");
        List<string> seen = [];
        ConfigurationPicture picture = await tables.ReadAsync(null, Keep, Cancellation);
        await transaction.CommitAsync(Cancellation);
        picture = await tables.ReadAsync(picture.Place, Keep, Cancellation);
        Assert.Null((await tables.ReadAsync(picture.Place, Keep, Cancellation)).Compiled);
        Assert.Equal(["quick.test", "slow.test"], seen);

        CompiledTables Keep(TableRows rows, long revision)
        {
            seen.AddRange(rows.Rules!.Select(rule => rule.Domain!));
            return new CompiledTables(null, []);
        }
    }

    [Fact]
    public async Task A_commit_is_told_without_a_poll_also_after_the_connection_was_lost()
    {
        await OpenWithTwoRulesAsync();
        RelayStore store = await OpenAsync(compile: SnapshotCompiler.Compile);
        for (int i = 0; i < 2; i++)
        {
            // Also what is committed while nobody listens comes into force, when the connection is there again.
            await database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'");
            await database.ExecuteAsync($"UPDATE rule SET domain = 'c{i}.test' WHERE id = 1");
            await UntilAsync(() => Blocks(store.Snapshots.Current, $"c{i}.test"));
            await database.ExecuteAsync($"UPDATE rule SET domain = 'd{i}.test' WHERE id = 1");
            await UntilAsync(() => Blocks(store.Snapshots.Current, $"d{i}.test"));
        }
    }

    protected override Task BreakAsync(string column, string value) => database.ExecuteAsync($"""
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'urelay.rule'::regclass AND contype = 'c' LOOP
                EXECUTE format('ALTER TABLE rule DROP CONSTRAINT %I', name);
            END LOOP;
        END $$;
        ALTER TABLE rule DISABLE TRIGGER rule_checked;
        UPDATE rule SET {column} = '{value}' WHERE id = 3
        """);

    protected override bool HasManyWriters => true;

    protected override string DaysAgo(int days) => $"(clock_timestamp() - interval '{days} days')";

    // Rows and sequence as they were: what a restored backup has. The file of the highest id lies elsewhere.
    protected override async Task<Func<Task>> CopyAsync()
    {
        long newest = await database.ScalarAsync<long>("SELECT last_value FROM phantom_id_seq");
        return () => database.ExecuteAsync($"DELETE FROM phantom WHERE id > {newest}; DELETE FROM phantom_gone; SELECT setval('phantom_id_seq', {newest})");
    }

    protected override async Task<TestDatabase> CreateStoreAsync() => await fixture.CreateStoreAsync();

    protected override async Task<TestDatabase> CreateEmptyAsync() => await fixture.CreateEmptyAsync();
}
