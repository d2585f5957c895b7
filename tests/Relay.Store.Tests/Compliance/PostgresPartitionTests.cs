using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Relay.Migrations;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Compliance;

/// <summary>What only PostgreSQL has: the partitions of <c>connection</c>, and roles that may do no more than they must.</summary>
public sealed class PostgresPartitionTests(PostgresFixture fixture) : IAsyncLifetime
{
    private PostgresTestDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await fixture.CreateStoreAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Now_and_tomorrow_have_a_partition_and_a_row_of_now_lies_in_it()
    {
        await database.ExecuteAsync($"INSERT INTO urelay.connection (id, worker, listener, transport, client_address, client_port, asked_port, accepted_at, revision) VALUES (1, 1, 'l', 'tcp', '192.0.2.1', 1, 1, now(), 1)");
        Assert.Equal("month", await database.ScalarAsync<string>("SELECT CASE WHEN to_at - from_at > '27 days' THEN 'month' END FROM urelay.connection_partition WHERE now() >= from_at AND now() < to_at"));
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM urelay.connection_partition WHERE now() + interval '1 day' >= from_at AND now() + interval '1 day' < to_at"));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM urelay.connection_rest"));
    }

    [Fact]
    public async Task A_row_that_came_before_its_partition_is_taken_into_it_and_still_is_one_row()
    {
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        PostgresFlowSink sink = new(direct);
        FlowRecord flow = new() { Id = (7L << 36) + 1, Listener = "gate", AcceptedAt = new DateTime(2031, 3, 15, 12, 0, 0, DateTimeKind.Utc).Ticks };
        await sink.WriteAsync([flow], Cancellation);
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM urelay.connection_rest"));
        await database.ExecuteAsync("SELECT urelay.connection_make_partition('2031-03-01', 'day'), urelay.connection_make_partition('2031-03-20', 'day')");
        // What the days around it leave of the month.
        await database.ExecuteAsync("SELECT urelay.connection_make_partition('2031-03-15', 'month'), urelay.connection_make_partition('2031-03-15', 'month')");
        Assert.Equal("2031-03-02 2031-03-20", await database.ScalarAsync<string>(
            "SELECT to_char(from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD ') || to_char(to_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM urelay.connection_partition WHERE from_at < '2031-03-15' AND to_at > '2031-03-15'"));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM urelay.connection_rest"));
        flow.Outcome = Outcome.Ok;
        await sink.WriteAsync([flow], Cancellation);
        Assert.Equal("1 ok", await database.ScalarAsync<string>("SELECT count(*) || ' ' || min(outcome) FROM urelay.connection"));
    }

    [Fact]
    public async Task Old_partitions_go_whole_and_no_faster_for_a_reader_in_the_way()
    {
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        await database.ExecuteAsync("SELECT urelay.connection_make_partition('2020-05-05', 'day'), urelay.connection_make_partition('2020-05-06', 'day')");
        await new PostgresFlowSink(direct).WriteAsync([.. Enumerable.Range(1, 9).Select(n => new FlowRecord
        {
            Id = n, Listener = "gate", AcceptedAt = new DateTime(2020, 5, n < 8 ? 5 : 6, 1, 0, 0, DateTimeKind.Utc).Ticks, Outcome = n == 1 ? Outcome.Open : Outcome.Ok,
        })], Cancellation);
        AuditTable table = new(direct);
        await using (NpgsqlConnection reader = new(database.Location))
        {
            await reader.OpenAsync(Cancellation);
            await using NpgsqlTransaction reading = await reader.BeginTransactionAsync(Cancellation);
            await using NpgsqlCommand look = new("SELECT count(*) FROM urelay.connection", reader, reading);
            _ = await look.ExecuteScalarAsync(Cancellation);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => table.DropPartitionsAsync(new DateTime(2020, 5, 6, 0, 0, 0, DateTimeKind.Utc), Cancellation));
        }
        Assert.Equal(6, await table.DropPartitionsAsync(new DateTime(2020, 5, 6, 0, 0, 0, DateTimeKind.Utc), Cancellation));
        Assert.Equal("1,8,9", await database.ScalarAsync<string>("SELECT string_agg(id::text, ',' ORDER BY id) FROM urelay.connection"));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM urelay.connection_partition WHERE from_at = '2020-05-05'"));
    }

    [Fact]
    public async Task A_worker_needs_no_right_to_make_tables()
    {
        string role = $"urelay_worker_{Guid.NewGuid():n}";
        await database.ExecuteAsync($"""
            CREATE ROLE {role} LOGIN;
            GRANT USAGE ON SCHEMA urelay TO {role};
            GRANT SELECT ON ALL TABLES IN SCHEMA urelay TO {role};
            GRANT INSERT, UPDATE, DELETE ON urelay.connection, urelay.audit_loss, urelay.worker, urelay.problem, urelay.revision TO {role};
            GRANT INSERT ON urelay.phantom TO {role}; GRANT SELECT ON SEQUENCE urelay.phantom_id_seq TO {role};
            GRANT EXECUTE ON FUNCTION urelay.connection_drop_partitions TO {role};
            """);
        string location = new NpgsqlConnectionStringBuilder(database.Location) { Username = role }.ConnectionString;
        string journal = Directory.CreateTempSubdirectory("urelay-journal-").FullName;
        try
        {
            await using (RelayStore store = await RelayStore.OpenAsync(
                new StoreOptions { Location = location, JournalDirectory = journal, AuditDays = 30 }, StoreRole.Worker, NullLoggerFactory.Instance, TimeProvider.System, Cancellation))
            {
                Assert.Equal(JournalEntry.Recorded, store.Journal.Append(new FlowRecord { Id = store.Journal.NextFlowId(), Listener = "l", AcceptedAt = TimeProvider.System.GetUtcNow().Ticks, Outcome = Outcome.Ok }, admitted: false));
                await store.Phantoms.AssignAsync(DomainName.Parse("a.test"), NetAddress.Parse("192.0.2.9"), Cancellation);
                await using Database direct = Database.Open(StoreLocation.Parse(location), TimeProvider.System);
                await database.ExecuteAsync("SELECT urelay.connection_make_partition('2020-05-05', 'day')");
                await using AuditUpkeep upkeep = new(new AuditTable(direct), 30, TimeProvider.System, NullLogger.Instance);
                Assert.Equal(0, await upkeep.RunOnceAsync(Cancellation));
            }
            Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM urelay.connection"));
            Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM urelay.connection_partition WHERE from_at < '2021-01-01'"));
        }
        finally
        {
            Directory.Delete(journal, recursive: true);
            await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task Who_might_read_the_table_before_may_read_it_after()
    {
        await using PostgresTestDatabase old = await fixture.CreateEmptyAsync();
        StoreLocation location = StoreLocation.Parse(old.Location);
        string role = $"urelay_reader_{Guid.NewGuid():n}";
        Migrator.Apply(location.Engine, location.ConnectionString, 2026_11_23_00_00_00);
        await old.ExecuteAsync($"CREATE ROLE {role}; GRANT SELECT ON urelay.connection, urelay.connection_report TO {role}; GRANT SELECT ON urelay.connection TO PUBLIC");
        Migrator.Apply(location.Engine, location.ConnectionString);
        Assert.Equal("t t f", await old.ScalarAsync<string>(string.Create(CultureInfo.InvariantCulture, $"""
            SELECT left(has_table_privilege('{role}', 'urelay.connection', 'SELECT')::text, 1) || ' ' || left(has_table_privilege('{role}', 'urelay.connection_report', 'SELECT')::text, 1)
                || ' ' || left(has_table_privilege('{role}', 'urelay.connection', 'DELETE')::text, 1)
            """)));
        await old.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }
}
