using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Tests.Docs;
using Xunit;

namespace Relay.Store.Tests.Examples;

public abstract partial class SqlFiles
{
    /// <summary>Report; what its first row begins with, given the flows of <see cref="InsertFlowsAsync"/>; how many rows.</summary>
    public static TheoryData<string, string, int> Expected => new()
    {
        { "top_domains", "demo.test|3|30|60", 3 },
        { "clients_by_day", "DAY|192.0.2.9|5|3|40|80", 1 },
        { "failures", "refused|no listener|demo.test|443|2", 2 },
        { "slow_dials", "demo.test|443|direct|1|1500|1500", 2 },
        { "unknown_phantoms", "192.0.2.9|fd75:7265:6c61:7900:4000::1|1", 1 },
        { "live_flows", "ID|test|gate|192.0.2.9|open.test|443|direct|2001:db8::1|", 1 },
        { "unused_phantoms", "asked.test|", 1 },
        { "bytes_by_rule_and_upstream", "1||kept for the report|direct|4|40|80", 2 },
    };

    [Theory, MemberData(nameof(Expected))]
    public async Task A_report_says_what_happened(string report, string first, int rows)
    {
        (long id, string day) = await InsertFlowsAsync();
        IReadOnlyList<string> result = await RowsAsync(Repository.Read($"sql/reports/{report}.sql"));
        first = first.Replace("ID", $"{id}", StringComparison.Ordinal).Replace("DAY", day, StringComparison.Ordinal);
        Assert.StartsWith(first, result[0], StringComparison.Ordinal);
        Assert.Equal(rows, result.Count);
    }

    [Fact]
    public async Task Every_report_runs_on_an_empty_store_and_is_tested()
    {
        HashSet<string> tested = [.. Expected.Select(row => $"sql/reports/{row.Data.Item1}.sql")];
        foreach (string file in Repository.FilesIn("sql/reports", "*.sql"))
        {
            Assert.Contains(file, tested);
            Assert.Empty(await RowsAsync(Repository.Read(file)));
        }
    }

    [Fact]
    public async Task Times_of_the_view_are_in_utc()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        long accepted = new DateTime(2026, 1, 2, 23, 59, 58, DateTimeKind.Utc).Ticks;
        await sink.WriteAsync([Flow(worker, 1, "demo.test", Outcome.Ok, accepted)], Cancellation);
        Assert.Equal(["2026-01-02|23|1500|2000"], await RowsAsync("SELECT day, hour, dial_ms, duration_ms FROM connection_report"));
    }

    /// <summary>Three flows to demo.test (one of which was in order), one that is open, and one to an address that nobody was given.</summary>
    private async Task<(long OpenId, string Day)> InsertFlowsAsync()
    {
        await database.ExecuteAsync("INSERT INTO rule (domain, comment) VALUES ('test', 'kept for the report')");
        await database.ExecuteAsync("INSERT INTO phantom (domain, used_at) VALUES ('asked.test', NULL), ('used.test', '2026-11-25 00:00:00')");
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        FlowRecord unknown = Flow(worker, 4, null, Outcome.UnknownPhantom, now.Ticks);
        unknown.RuleId = null;
        unknown.Upstream = null;
        unknown.BytesUp = unknown.BytesDown = 0;
        FlowRecord open = Flow(worker, 5, "open.test", Outcome.Open, now.Ticks);
        open.DialedAt = now.Ticks + TimeSpan.TicksPerSecond;
        await sink.WriteAsync(
        [
            Flow(worker, 1, "demo.test", Outcome.Ok, now.Ticks), Flow(worker, 2, "demo.test", Outcome.Refused, now.Ticks),
            Flow(worker, 3, "demo.test", Outcome.Refused, now.Ticks), unknown, open,
        ], Cancellation);
        return (open.Id, now.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static FlowRecord Flow(long worker, long number, string? domain, Outcome outcome, long accepted) => new()
    {
        Id = (worker << 36) + number,
        Listener = "gate",
        ClientAddress = NetAddress.Parse("192.0.2.9"),
        ClientPort = 40000,
        AskedAddress = NetAddress.Parse("fd75:7265:6c61:7900:4000::1"),
        AskedPort = 443,
        Domain = domain,
        LearntBy = domain is null ? null : LearntBy.Phantom,
        RuleId = 1,
        TargetPort = 443,
        Upstream = "direct",
        RemoteAddress = NetAddress.Parse("2001:db8::1"),
        BytesUp = 10,
        BytesDown = 20,
        AcceptedAt = accepted,
        DialedAt = outcome is Outcome.Ok ? accepted + 3 * TimeSpan.TicksPerSecond / 2 : 0,
        EndedAt = outcome is Outcome.Open ? 0 : accepted + 2 * TimeSpan.TicksPerSecond,
        Outcome = outcome,
        Error = outcome is Outcome.Refused ? "no listener" : null,
        Revision = 1,
    };

    private async Task<(long Worker, IFlowSink Sink)> OpenWorkerAsync()
    {
        (long Worker, IFlowSink? Sink) opened = default;
        await OpenAsync(StoreRole.Worker, (id, sink) => opened = (id, sink));
        return (opened.Worker, opened.Sink!);
    }
}
