using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    private static readonly long Accepted = new DateTime(2026, 11, 22, 22, 0, 0, DateTimeKind.Utc).Ticks + 1_234_560;

    [Fact]
    public async Task A_flow_is_one_row_however_often_it_is_written()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        FlowRecord open = Flow(worker, 1, Outcome.Open);
        FlowRecord ended = Flow(worker, 1, Outcome.NameNotFound);
        await sink.WriteAsync([open], Cancellation);
        Assert.Equal("open", await OutcomeAsync(worker));
        await sink.WriteAsync([open, ended, Flow(worker, 2, Outcome.Ok)], Cancellation);
        await sink.WriteAsync([ended], Cancellation);
        await sink.WriteAsync([open], Cancellation);
        Assert.Equal(2L, await database.ScalarAsync<long>("SELECT count(*) FROM connection"));
        Assert.Equal(
            "tcp 192.0.2.9 phantom demo.test 2001:db8::1 443 10 20 name_not_found",
            await database.ScalarAsync<string>("""
                SELECT transport || ' ' || client_address || ' ' || learnt_by || ' ' || domain || ' ' || target_address || ' ' || target_port || ' ' || bytes_up || ' '
                    || bytes_down || ' ' || outcome FROM connection ORDER BY id LIMIT 1
                """));
        Assert.Equal(worker, await database.ScalarAsync<long>("SELECT min(worker) FROM connection"));
        Assert.StartsWith("2026-11-22 22:00:00.123456", await database.ScalarAsync<string>(AcceptedText), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_row_refuses_its_batch()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        FlowRecord bad = Flow(worker, 2, Outcome.Ok);
        bad.Listener = null!;
        await Assert.ThrowsAsync<RejectedRowsException>(() => sink.WriteAsync([Flow(worker, 1, Outcome.Ok), bad], Cancellation));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM connection"));
        await sink.WriteAsync([Flow(worker, 1, Outcome.Ok)], Cancellation);
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM connection"));
    }

    [Fact]
    public async Task Each_start_is_another_worker()
    {
        (long first, _) = await OpenWorkerAsync();
        (long second, _) = await OpenWorkerAsync();
        Assert.True(second > first);
        Assert.Equal("test", await database.ScalarAsync<string>($"SELECT name FROM worker WHERE id = {second}"));
    }

    [Fact]
    public async Task The_open_flows_of_the_dead_are_lost_until_they_say_otherwise()
    {
        (long alive, IFlowSink sink) = await OpenWorkerAsync();
        await database.ExecuteAsync("INSERT INTO worker (name, seen_at) VALUES ('dead', '2020-01-01 00:00:00')");
        long dead = await database.ScalarAsync<long>("SELECT id FROM worker WHERE name = 'dead'");
        await sink.WriteAsync([Flow(dead, 1, Outcome.Open), Flow(alive, 1, Outcome.Open)], Cancellation);
        await RenewAsync(alive);
        Assert.Equal("lost", await OutcomeAsync(dead));
        Assert.Equal("open", await OutcomeAsync(alive));
        await sink.WriteAsync([Flow(dead, 1, Outcome.Open)], Cancellation);
        Assert.Equal("lost", await OutcomeAsync(dead));
        await sink.WriteAsync([Flow(dead, 1, Outcome.Ok)], Cancellation);
        Assert.Equal("ok", await OutcomeAsync(dead));
    }

    [Fact]
    public async Task A_worker_whose_row_is_gone_keeps_its_flows()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        await sink.WriteAsync([Flow(worker, 1, Outcome.Open)], Cancellation);
        await database.ExecuteAsync("DELETE FROM worker");
        await RenewAsync(worker);
        Assert.Equal("open", await OutcomeAsync(worker));
        Assert.Equal("test", await database.ScalarAsync<string>($"SELECT name FROM worker WHERE id = {worker}"));
    }

    [Theory]
    [InlineData(Outcome.Open, Outcome.Lost, "lost")]
    [InlineData(Outcome.Lost, Outcome.Open, "lost")]
    [InlineData(Outcome.Lost, Outcome.Ok, "ok")]
    [InlineData(Outcome.Ok, Outcome.Lost, "ok")]
    [InlineData(Outcome.Ok, Outcome.Open, "ok")]
    [InlineData(Outcome.Ok, Outcome.Shutdown, "shutdown")]
    public async Task A_record_that_says_less_replaces_none(Outcome earlier, Outcome later, string left)
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        await sink.WriteAsync([Flow(worker, 1, earlier)], Cancellation);
        await sink.WriteAsync([Flow(worker, 1, later)], Cancellation);
        await sink.WriteAsync([Flow(worker, 2, earlier), Flow(worker, 2, later)], Cancellation);
        Assert.Equal(2L, await database.ScalarAsync<long>($"SELECT count(*) FROM connection WHERE outcome = '{left}'"));
    }

    protected abstract string AcceptedText { get; }

    private protected static FlowRecord Flow(long worker, long number, Outcome outcome) => new()
    {
        Id = (worker << 36) + number,
        Listener = "gate",
        ClientAddress = NetAddress.Parse("192.0.2.9"),
        ClientPort = 40000,
        AskedAddress = NetAddress.Parse("fd75:7265:6c61:7900:4000::1"),
        AskedPort = 443,
        Domain = "demo.test",
        LearntBy = LearntBy.Phantom,
        TargetDomain = "demo.test",
        TargetAddress = NetAddress.Parse("2001:db8::1"),
        TargetPort = 443,
        Upstream = "direct",
        BytesUp = 10,
        BytesDown = 20,
        AcceptedAt = Accepted,
        EndedAt = outcome == Outcome.Open ? 0 : Accepted + TimeSpan.TicksPerSecond,
        Outcome = outcome,
        Revision = 1,
    };

    private protected async Task<(long Worker, IFlowSink Sink)> OpenWorkerAsync()
    {
        (long Worker, IFlowSink? Sink) opened = default;
        await OpenAsync(StoreRole.Worker, worker: (id, sink) => opened = (id, sink));
        return (opened.Worker, opened.Sink!);
    }

    private async Task RenewAsync(long worker)
    {
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        await new WorkerTable(direct).RenewAsync(worker, "test", [], Cancellation);
    }

    private Task<string> OutcomeAsync(long worker) => database.ScalarAsync<string>($"SELECT outcome FROM connection WHERE worker = {worker} ORDER BY id LIMIT 1");
}
