using Microsoft.Extensions.Logging.Abstractions;
using Relay.Migrations;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    private const long BeforePartitions = 2026_11_23_00_00_00;

    private static readonly DateTime Day = new(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_flow_that_connected_at_once_has_one_attempt_and_others_have_all()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        FlowRecord quick = Flow(worker, 1, Outcome.Ok), slow = Flow(worker, 2, Outcome.Ok), failed = Flow(worker, 3, Outcome.UpstreamFailed);
        (quick.DialingAt, quick.DialedAt) = (Accepted, Accepted + 25 * TimeSpan.TicksPerMillisecond);
        (slow.DialingAt, slow.DialedAt) = (Accepted, Accepted + 300 * TimeSpan.TicksPerMillisecond);
        slow.Attempts =
        [
            new(NetAddress.Parse("2001:db8::9"), "direct", Accepted, Accepted + 300 * TimeSpan.TicksPerMillisecond, null),
            new(NetAddress.Parse("192.0.2.1"), "direct", Accepted + 250 * TimeSpan.TicksPerMillisecond, Accepted + 300 * TimeSpan.TicksPerMillisecond, Outcome.Ok),
        ];
        failed.Attempts = [new(null, "a \"quoted\" proxy", Accepted, Accepted + TimeSpan.TicksPerMillisecond, Outcome.UpstreamFailed)];
        await sink.WriteAsync([quick, slow, failed, Flow(worker, 4, Outcome.Blocked)], Cancellation);
        await sink.WriteAsync([slow], Cancellation);
        Assert.Equal(
            $"""
            1 2001:db8::1 direct 25 ok
            2 2001:db8::9 direct 300 called_off
            2 192.0.2.1 direct 50 ok
            3 - a "quoted" proxy 1 upstream_failed
            """.ReplaceLineEndings("\n"),
            await TextOfAsync($"SELECT (connection_id - {worker << 36}) || ' ' || coalesce(address, '-') || ' ' || upstream || ' ' || ms || ' ' || outcome FROM connection_attempt ORDER BY connection_id, started_at"));
        Assert.Equal(1L, await database.ScalarAsync<long>($"SELECT count(*) FROM connection_attempt AS attempt JOIN connection ON id = connection_id WHERE attempt.started_at = dialing_at AND ms = 25"));
    }

    [Fact]
    public async Task A_loss_is_one_row_that_grows()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        await sink.WriteAsync(new AuditLoss(worker, Accepted, Accepted + 10, 3, JournalFull.Count), Cancellation);
        await sink.WriteAsync(new AuditLoss(worker, Accepted, Accepted + 90, 7, JournalFull.Count), Cancellation);
        await sink.WriteAsync(new AuditLoss(worker, Accepted, Accepted + 10, 3, JournalFull.Count), Cancellation);
        await sink.WriteAsync(new AuditLoss(worker, Accepted + 1000, Accepted + 2000, 1, JournalFull.Refuse), Cancellation);
        Assert.Equal("7 count\n1 refuse", await TextOfAsync("SELECT flows || ' ' || policy FROM audit_loss ORDER BY began_at"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public async Task What_is_older_than_its_days_goes_unless_it_is_open(int days)
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        List<FlowRecord> flows = [];
        for (int i = 0; i < 1200; i++)
            flows.Add(FlowAt(worker, 1 + i, Day.AddDays(-days).AddSeconds(-1 - i), Outcome.Ok));
        flows.Add(FlowAt(worker, 5001, Day.AddDays(-days).AddSeconds(-1), Outcome.Open));
        flows.Add(FlowAt(worker, 5002, Day.AddDays(-days), Outcome.Ok));
        flows.Add(FlowAt(worker, 5003, Day, Outcome.Ok));
        await sink.WriteAsync(flows, Cancellation);
        await sink.WriteAsync(new AuditLoss(worker, 1, Day.AddDays(-days).Ticks - 1, 3, JournalFull.Count), Cancellation);
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        await using AuditUpkeep upkeep = new(new AuditTable(direct), days, new InstantTime(Day.AddHours(20)), NullLogger.Instance);
        long removed = await upkeep.RunOnceAsync(Cancellation);
        long left = await database.ScalarAsync<long>("SELECT count(*) FROM connection");
        // Months are kept whole on PostgreSQL where there are many days.
        if (days > AuditUpkeep.MaxDailyDays && direct.Location.Engine == Engine.Postgres)
            Assert.Equal(1203 - removed, left);
        else
            Assert.Equal((1200L, 3L), (removed, left));
        Assert.Equal(3L, await database.ScalarAsync<long>($"SELECT count(*) FROM connection WHERE id > {(worker << 36) + 5000}"));
    }

    [Fact]
    public async Task Rows_of_workers_go_with_the_last_row_that_names_them()
    {
        (long living, IFlowSink sink) = await OpenWorkerAsync();
        await database.ExecuteAsync("""
            INSERT INTO worker (id, name, seen_at) VALUES
                (101, 'long dead', '2026-11-01 00:00:00.000000'), (102, 'has a flow', '2026-11-01 00:00:00.000000'), (103, 'has an open flow', '2026-11-01 00:00:00.000000'),
                (104, 'has a loss', '2026-11-01 00:00:00.000000'), (105, 'its flow is old', '2026-11-01 00:00:00.000000'), (106, 'seen later', '2026-11-22 00:00:00.000000')
            """);
        await sink.WriteAsync(
            [FlowAt(102, 1, Day, Outcome.Ok), FlowAt(103, 1, Day.AddDays(-20), Outcome.Open), FlowAt(105, (1L << 36) - 1, Day.AddDays(-20), Outcome.Ok), FlowAt(living, 1, Day, Outcome.Ok)], Cancellation);
        await sink.WriteAsync(new AuditLoss(104, 1, Day.Ticks, 3, JournalFull.Count), Cancellation);
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        await using AuditUpkeep forEver = new(new AuditTable(direct), null, new InstantTime(Day.AddHours(20)), NullLogger.Instance);
        await forEver.RunOnceAsync(Cancellation);
        Assert.Equal(7L, await database.ScalarAsync<long>("SELECT count(*) FROM worker"));
        await using AuditUpkeep upkeep = new(new AuditTable(direct), 10, new InstantTime(Day.AddHours(20)), NullLogger.Instance);
        Assert.Equal(1, await upkeep.RunOnceAsync(Cancellation));
        Assert.Equal($"has a flow\nhas a loss\nhas an open flow\nseen later\ntest", await TextOfAsync("SELECT name FROM worker ORDER BY name"));
    }

    [Fact]
    public async Task An_older_audit_is_upgraded_row_by_row()
    {
        await BeginAnewAsync();
        StoreLocation location = StoreLocation.Parse(database.Location);
        Migrator.Apply(location.Engine, location.ConnectionString, BeforePartitions);
        await database.ExecuteAsync("""
            INSERT INTO connection (id, worker, listener, transport, client_address, client_port, asked_port, domain, accepted_at, outcome, revision) VALUES
                (6803228196865, 99, 'gate', 'tcp', '192.0.2.9', 1, 443, 'old.test', '2026-01-31 23:59:59.123456', 'ok', 1),
                (6803228196866, 99, 'gate', 'tcp', '192.0.2.9', 2, 443, 'old.test', '2026-02-01 00:00:00.000000', 'ok', 1),
                (6803228196867, 99, 'gate', 'tcp', '192.0.2.9', 3, 443, 'old.test', '2026-11-22 22:00:00.123456', 'open', 1)
            """);
        Migrator.Apply(location.Engine, location.ConnectionString);
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        await sink.WriteAsync([Flow(worker, 1, Outcome.Ok)], Cancellation);
        FlowRecord late = Flow(99, 3, Outcome.ResetByClient);
        await sink.WriteAsync([late], Cancellation);
        Assert.Equal("1 ok\n2 ok\n3 reset_by_client", await TextOfAsync("SELECT (id - 6803228196864) || ' ' || outcome FROM connection WHERE worker = 99 ORDER BY id"));
        Assert.Equal(3L, await database.ScalarAsync<long>("SELECT count(*) FROM connection_report WHERE day IN ('2026-01-31', '2026-02-01') OR outcome = 'reset_by_client'"));
    }

    private protected static FlowRecord FlowAt(long worker, long number, DateTime accepted, Outcome outcome)
    {
        FlowRecord flow = Flow(worker, number, outcome);
        flow.AcceptedAt = accepted.Ticks;
        flow.EndedAt = outcome == Outcome.Open ? 0 : accepted.Ticks;
        return flow;
    }

    /// <summary>The one column of the rows, a line each.</summary>
    private protected async Task<string> TextOfAsync(string sql)
    {
        await using System.Data.Common.DbConnection connection = await database.OpenAsync();
        using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using System.Data.Common.DbDataReader reader = await command.ExecuteReaderAsync(Cancellation);
        List<string> lines = [];
        while (await reader.ReadAsync(Cancellation))
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
