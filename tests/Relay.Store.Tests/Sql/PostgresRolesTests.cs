using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Sql;
using Relay.Store.Tests.Audit;
using Relay.Store.Tests.Compliance;
using Relay.Store.Tests.Docs;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Sql;

/// <summary>Each role of <c>sql/postgresql/roles.sql</c> does its work and nothing more.</summary>
public sealed class PostgresRolesTests(PostgresFixture fixture) : IAsyncLifetime
{
    private static readonly string[] Roles = ["worker", "dns", "administrator", "auditor"];

    private static readonly (string Role, string Sql)[] NotForThem =
    [
        ("worker", "INSERT INTO rule (action) VALUES ('block')"),
        ("worker", "UPDATE upstream SET mark = 1"),
        ("worker", "DELETE FROM host"),
        ("worker", "INSERT INTO pool (name, kind, prefix) VALUES ('p', 'phantom6', 'fd00::/64')"),
        ("worker", "INSERT INTO phantom (id, domain) OVERRIDING SYSTEM VALUE VALUES (77, 'a.test')"),
        ("worker", "INSERT INTO phantom (used_at, domain) VALUES (now(), 'a.test')"),
        ("worker", "UPDATE phantom SET domain = 'b.test'"),
        ("worker", "INSERT INTO change (table_name) VALUES ('rule')"),
        ("worker", "SELECT connection_make_partition('2020-01-01', 'day')"),
        ("worker", "SELECT setval('phantom_id_seq', 1)"),
        ("worker", "TRUNCATE connection"),
        ("worker", "CREATE TABLE urelay.mine (id int)"),
        ("worker", "UPDATE store SET oldest_version = 0"),
        ("dns", "SELECT * FROM connection"),
        ("dns", "SELECT * FROM connection_rest"),
        ("dns", "SELECT * FROM connection_report"),
        ("dns", "SELECT * FROM live_connection"),
        ("dns", "SELECT * FROM connection_attempt"),
        ("dns", "SELECT * FROM audit_loss"),
        ("dns", "DELETE FROM connection"),
        ("dns", "INSERT INTO rule (action) VALUES ('block')"),
        ("dns", "DELETE FROM worker"),
        ("dns", "UPDATE dns_backend SET schema_version = 99999999999999"),
        ("worker", "DELETE FROM dns_backend"),
        ("dns", "DELETE FROM phantom"),
        ("dns", "UPDATE phantom SET used_at = now()"),
        ("dns", "SELECT connection_keep_partitions('day')"),
        ("dns", "SELECT connection_drop_partitions(now())"),
        ("administrator", "SELECT * FROM connection"),
        ("administrator", "SELECT * FROM connection_report"),
        ("administrator", "DELETE FROM connection"),
        ("administrator", "DELETE FROM audit_loss"),
        ("administrator", "INSERT INTO phantom (domain) VALUES ('a.test')"),
        ("administrator", "SELECT pass_phantom_ids(5)"),
        ("administrator", "DELETE FROM change"),
        ("auditor", "DELETE FROM connection"),
        ("auditor", "UPDATE connection SET outcome = 'ok'"),
        ("auditor", "INSERT INTO connection SELECT * FROM connection"),
        ("auditor", "DELETE FROM audit_loss"),
        ("auditor", "DELETE FROM worker"),
        ("auditor", "INSERT INTO rule (action) VALUES ('block')"),
        ("auditor", "SELECT password FROM upstream"),
        ("auditor", "SELECT pass_phantom_ids(5)"),
        ("auditor", "SELECT connection_drop_partitions(now())"),
        ("auditor", "SELECT connection_keep_partitions('day')"),
    ];

    private readonly string suffix = Guid.NewGuid().ToString("n");
    private PostgresTestDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await fixture.CreateStoreAsync();
        // The second time is after an upgrade.
        await database.ExecuteAsync(Repository.Read("sql/postgresql/roles.sql"));
        await database.ExecuteAsync(Repository.Read("sql/postgresql/roles.sql"));
        foreach (string role in Roles)
            await database.ExecuteAsync($"CREATE ROLE {LoginOf(role)} LOGIN PASSWORD 'word' IN ROLE urelay_{role}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string role in Roles)
            await database.ExecuteAsync($"DROP ROLE {LoginOf(role)}");
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_worker_runs_every_statement_of_its_own()
    {
        await using Database worker = Open("worker");
        StoreOptions options = new() { Location = LocationOf("worker"), JournalDirectory = Directory.CreateTempSubdirectory("urelay-journal-").FullName };
        await using (RelayStore store = await RelayStore.OpenAsync(options, StoreRole.Worker, NullLoggerFactory.Instance, TimeProvider.System, Cancellation))
            Assert.NotEqual(0, (await store.Phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation)).Id);
        Directory.Delete(options.JournalDirectory, recursive: true);

        PhantomLife life = new(worker);
        Assert.NotNull((await life.LookAsync(null, Cancellation)).Seen);
        await life.PassAsync(10, Cancellation);
        await life.WriteUsesAsync([1], Cancellation);
        _ = await new PhantomTable(worker).AssignAsync([DomainName.Parse("unused.test")], 10);
        Assert.Equal(1, (await life.RetireAsync(0, TimeSpan.FromHours(-1), Cancellation)).Retired);
        await life.WriteUsesAsync([11], Cancellation);
        Assert.Equal(1, await life.DeleteRetiredAsync(TimeSpan.FromHours(-1), Cancellation));
        await life.TellIdsUsedUpAsync(Cancellation);
        await ConfigureAsync(worker);

        WorkerTable workers = new(worker);
        long id = await workers.RegisterAsync("gate", Cancellation);
        _ = await workers.RenewAsync(id, "gate", [id - 1], Cancellation);
        PostgresFlowSink sink = new(worker);
        FlowRecord flow = Flows.Make((id << 36) + 1);
        flow.AcceptedAt = new DateTime(2026, 11, 25, 0, 0, 0, DateTimeKind.Utc).Ticks;
        await sink.WriteAsync([flow], Cancellation);
        flow.MayBeStored = true;
        await sink.WriteAsync([flow], Cancellation);
        await sink.WriteAsync(new AuditLoss(id, 1, 2, 3, JournalFull.Count), Cancellation);
        await sink.WriteAsync(new AuditLoss(id, 1, 3, 4, JournalFull.Count), Cancellation);
        Assert.Equal(1L, await database.ScalarAsync<long>($"SELECT count(*) FROM urelay.connection WHERE worker = {id}"));
        AuditTable audit = new(worker);
        await audit.KeepPartitionsAsync(daily: true, Cancellation);
        await workers.EndAsync(id, Cancellation);
        DateTime never = new(2999, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(1, await audit.DeleteAsync(never, 10, Cancellation));
        _ = await audit.DropPartitionsAsync(never, Cancellation);
        await audit.DeleteWorkersAsync(never, Cancellation);
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM urelay.worker"));
    }

    [Fact]
    public async Task A_dns_backend_gives_names_and_keeps_up_with_the_rules()
    {
        await using Database dns = Open("dns");
        await using RelayStore store = await RelayStore.OpenAsync(
            new StoreOptions { Location = LocationOf("dns") }, StoreRole.DnsBackend, NullLoggerFactory.Instance, TimeProvider.System, Cancellation);
        Assert.NotEqual(0, (await store.Phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation)).Id);
        await new PhantomLife(dns).PassAsync(10, Cancellation);
        await ConfigureAsync(dns);
        BackendTable backends = new(dns);
        long id = await backends.KeepAsync(0, "pdns", Cancellation);
        Assert.Equal(id, await backends.KeepAsync(id, "pdns", Cancellation));
        await backends.RemoveAsync(id, Cancellation);
    }

    [Fact]
    public async Task An_administrator_runs_the_examples()
    {
        // What removes rows of the audit, and gives back the disk's space, is the owner's.
        string[] ofTheOwner = ["sql/examples/forget_a_client.sql", "sql/examples/forget_a_name.sql", "sql/examples/retention.sql", "sql/examples/vacuum.sql"];
        string[] files = [.. Repository.FilesIn("sql/examples", "*.sql")];
        Assert.Subset(files.ToHashSet(), ofTheOwner.ToHashSet());
        foreach (string file in files.Except(ofTheOwner))
            await ExecuteAsync("administrator", Repository.Read(file));
        await ExecuteAsync("administrator", "SELECT * FROM problem; SELECT * FROM worker; SELECT * FROM dns_backend; SELECT * FROM phantom_address; DELETE FROM retired_phantom; DELETE FROM rule");
    }

    [Fact]
    public async Task An_auditor_runs_the_reports_also_of_partitions_that_a_worker_made()
    {
        await using (Database worker = Open("worker"))
        {
            await new AuditTable(worker).KeepPartitionsAsync(daily: true, Cancellation);
            FlowRecord flow = Flows.Make((1L << 36) + 1);
            flow.AcceptedAt = TimeProvider.System.GetUtcNow().AddDays(1).Ticks;
            await new PostgresFlowSink(worker).WriteAsync([flow], Cancellation);
        }
        foreach (string file in Repository.FilesIn("sql/reports", "*.sql"))
            await ExecuteAsync("auditor", Repository.Read(file));
        await ExecuteAsync("auditor", "DO $$ BEGIN ASSERT (SELECT count(*) FROM connection) = 1; END $$");
        await ExecuteAsync("auditor", "SELECT name, kind, address FROM upstream; SELECT * FROM audit_loss; SELECT * FROM connection_attempt; SELECT * FROM live_connection");
    }

    [Fact]
    public async Task A_role_does_nothing_more()
    {
        foreach ((string role, string sql) in NotForThem)
        {
            Exception? e = await Record.ExceptionAsync(() => ExecuteAsync(role, sql));
            Assert.True(e is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege }, $"{role}: {sql}: {e?.Message ?? "done"}");
        }
    }

    [Theory]
    [InlineData("dns", StoreRole.Worker, "GRANT SELECT, INSERT, UPDATE, DELETE ON urelay.worker TO")]
    [InlineData("auditor", StoreRole.DnsBackend, "GRANT SELECT ON urelay.")]
    public async Task The_grant_that_is_missing_is_named(string role, StoreRole opened, string grant)
    {
        StoreOptions options = new() { Location = LocationOf(role), JournalDirectory = Path.Combine(Path.GetTempPath(), $"urelay-never-{suffix}") };
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => RelayStore.OpenAsync(options, opened, NullLoggerFactory.Instance, TimeProvider.System, Cancellation));
        Assert.Contains(grant, e.Message, StringComparison.Ordinal);
        Assert.Contains($" TO {LoginOf(role)} ", e.Message, StringComparison.Ordinal);
        Assert.Contains("sql/postgresql/roles.sql", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("CONNECTION LIMIT 0", "raise max_connections of the server")]
    [InlineData("SET default_transaction_read_only = on", "made read-only: name the primary")]
    [InlineData("NOLOGIN", "check the user and the password")]
    public async Task What_the_server_refuses_is_told_with_what_to_do(string setting, string advice)
    {
        await database.ExecuteAsync($"ALTER ROLE {LoginOf("worker")} {setting}");
        StoreOptions options = new() { Location = LocationOf("worker"), JournalDirectory = Path.Combine(Path.GetTempPath(), $"urelay-never-{suffix}") };
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => RelayStore.OpenAsync(options, StoreRole.Worker, NullLoggerFactory.Instance, TimeProvider.System, Cancellation));
        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static async Task ConfigureAsync(Database database)
    {
        ConfigurationTables tables = new(database);
        Problem problem = new("rule", "1", "wrong");
        await tables.WriteProblemsAsync([], [problem], Cancellation);
        await tables.WriteProblemsAsync([problem], [], Cancellation);
        _ = await tables.PruneAsync(Cancellation);
    }

    private string LoginOf(string role) => $"u{suffix}_{role}";

    private string LocationOf(string role) => new NpgsqlConnectionStringBuilder(database.Location) { Username = LoginOf(role), Password = "word", Pooling = false }.ConnectionString;

    private Database Open(string role) => Database.Open(StoreLocation.Parse(LocationOf(role)), TimeProvider.System);

    private async Task ExecuteAsync(string role, string sql)
    {
        await using NpgsqlConnection connection = new(LocationOf(role));
        await connection.OpenAsync(Cancellation);
#pragma warning disable CA2100 // Text of this file and of the checkout.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
