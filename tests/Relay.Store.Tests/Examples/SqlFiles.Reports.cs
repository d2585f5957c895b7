using System.Globalization;
using System.Text.RegularExpressions;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Tests.Docs;
using Relay.TestKit;
using Xunit;
using static Relay.Store.Tests.Examples.ReportFlows;

namespace Relay.Store.Tests.Examples;

public abstract partial class SqlFiles
{
    /// <summary>Reports of flows, and their rows of <see cref="All"/>.</summary>
    public static TheoryData<string, string[]> OfFlows => new()
    {
        { "top_domains", ["demo.test|3|10|20", $"{Unknown}|2|0|0", "open.test|1|0|0", "other.test|1|1000|2000"] },
        {
            "clients_by_day",
            [
                $"{Day(Recent)}|192.0.2.9|5|3|10|20", $"{Day(Recent.AddHours(-25))}|192.0.2.10|1|0|1000|2000", $"{Day(Recent.AddHours(-25))}|192.0.2.9|1|1|0|0",
            ]
        },
        { "failures", [$"refused|no listener|demo.test|443|2|{Time(Recent)}", $"unknown_phantom||{Unknown}|443|1|{Time(Recent)}"] },
        { "slow_dials", ["demo.test|443|direct|1|1500|1500", "open.test|443|direct|1|1000|1000"] },
        { "unknown_phantoms", [$"192.0.2.9|{Unknown}|2|{Time(Recent.AddHours(-25))}|{Time(Recent)}"] },
        { "bytes_by_rule_and_upstream", ["1|2|the address|tor|1|1000|2000", "1||the name|direct|4|10|20", "||||2|0|0"] },
        { "who_talked_to_what", [] },
    };

    /// <summary>Those of other things, each with a test of its own below.</summary>
    private static readonly string[] OfOthers = ["audit_losses", "live_flows", "phantom_growth", "problems", "unused_phantoms"];

    [Theory, MemberData(nameof(OfFlows))]
    public async Task A_report_says_what_happened(string report, string[] rows)
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        await database.ExecuteAsync("INSERT INTO rule (domain, comment) VALUES ('test', 'the name'); INSERT INTO rule (network, comment) VALUES ('2001:db8::/32', 'the address')");
        await sink.WriteAsync(All(worker), Cancellation);
        Assert.Equal(rows, await ReportAsync(report));
    }

    [Fact]
    public async Task Who_talked_to_what_has_each_flow_that_was_open_between_the_two_times()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        DateTime from = new(2026, 1, 14, 8, 0, 0, DateTimeKind.Utc);
        FlowRecord before = Flow(worker, 1, "before.test", Outcome.Ok, from.AddHours(-1));
        FlowRecord into = Flow(worker, 2, "into.test", Outcome.Ok, from.AddHours(-1));
        into.EndedAt = from.Ticks;
        FlowRecord open = Flow(worker, 3, "open.test", Outcome.Open, from.AddHours(-23));
        await sink.WriteAsync(
        [
            before, into, open, Flow(worker, 4, "in.test", Outcome.Ok, from.AddMinutes(59)), Flow(worker, 5, "in.test", Outcome.Ok, from, "192.0.2.10"),
            Flow(worker, 6, "in.test", Outcome.Ok, from.AddMinutes(5)), Flow(worker, 7, "after.test", Outcome.Ok, from.AddHours(1)), Flow(worker, 8, "long.ago.test", Outcome.Open, from.AddHours(-25)),
        ], Cancellation);
        Assert.Equal(
        [
            "192.0.2.10|in.test|443|2001:db8::1|direct|1|10|20|2026-01-14 08:00:00|2026-01-14 08:00:02", "192.0.2.9|in.test|443|2001:db8::1|direct|2|20|40|2026-01-14 08:05:00|2026-01-14 08:59:02",
            "192.0.2.9|into.test|443|2001:db8::1|direct|1|10|20|2026-01-14 07:00:00|2026-01-14 08:00:00", "192.0.2.9|open.test|443|2001:db8::1|direct|1|0|0|2026-01-13 09:00:00|",
        ], await ReportAsync("who_talked_to_what"));
    }

    [Fact]
    public async Task Live_flows_are_those_that_are_open_with_their_age()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        await sink.WriteAsync([.. All(worker), Flow(worker, 10, null, Outcome.Open, Recent.AddDays(-3))], Cancellation);
        string[] rows = [.. await ReportAsync("live_flows")];
        Assert.Equal(
        [
            $"{(worker << 36) + 10}|test|gate|192.0.2.9|{Unknown}|||2001:db8::1", $"{(worker << 36) + 5}|test|gate|192.0.2.9|open.test|443|direct|2001:db8::1",
        ], rows.Select(row => row[..row.LastIndexOf('|')]));
        long[] ages = [.. rows.Select(row => long.Parse(row[(row.LastIndexOf('|') + 1)..], CultureInfo.InvariantCulture))];
        Assert.Equal(3 * 86400, ages[0] - ages[1]);
        Assert.InRange(ages[1], 599, 6000); // A second may not be whole for the one clock, and be for the other.
    }

    [Fact]
    public async Task Reports_of_phantoms_tell_how_many_were_given_and_which_were_never_used()
    {
        string first = Time(Recent.AddDays(-2)), second = Time(Recent.AddDays(-1));
        await database.ExecuteAsync($"""
            INSERT INTO phantom (domain, created_at, used_at) VALUES ('a.test', datetime('{first}'), datetime('{second}')), ('b.test', datetime('{first}'), NULL), ('c.test', datetime('{first}'), NULL),
                ('d.test', datetime('{second}'), datetime('{second}')), ('e.test', datetime('{second}'), NULL);
            INSERT INTO retired_phantom (id, tag, domain, created_at, used_at) SELECT id, tag, domain, created_at, used_at FROM phantom WHERE domain = 'b.test';
            DELETE FROM phantom WHERE domain = 'b.test'
            """);
        Assert.Equal([$"{Day(Recent.AddDays(-1))}|2|1|50|0|5", $"{Day(Recent.AddDays(-2))}|3|2|66|1|3"], await ReportAsync("phantom_growth"));
        Assert.Equal([$"c.test|{first}", $"e.test|{second}"], await ReportAsync("unused_phantoms"));
    }

    [Fact]
    public async Task Losses_and_problems_are_listed_the_newest_first()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        long hour = new DateTime(2026, 11, 20, 1, 0, 0, DateTimeKind.Utc).Ticks;
        await sink.WriteAsync(new AuditLoss(worker, hour, hour + TimeSpan.TicksPerMinute, 7, JournalFull.Count), Cancellation);
        await sink.WriteAsync(new AuditLoss(99, hour + TimeSpan.TicksPerHour, hour + TimeSpan.TicksPerHour, 1, JournalFull.Refuse), Cancellation);
        Assert.Equal(["2026-11-20 02:00:00|2026-11-20 02:00:00||1|refuse", "2026-11-20 01:00:00|2026-11-20 01:01:00|test|7|count"], await ReportAsync("audit_losses"));

        await database.ExecuteAsync("""
            INSERT INTO problem (table_name, row_key, message, since)
            VALUES ('rule', '7', 'one', datetime('2026-11-20 01:00:00')), ('upstream', 'x', 'two', datetime('2026-11-20 02:00:00'))
            """);
        Assert.Equal(["2026-11-20 02:00:00|upstream|x|two", "2026-11-20 01:00:00|rule|7|one"], await ReportAsync("problems"));
    }

    [Fact]
    public async Task Every_report_runs_on_an_empty_store_and_is_tested()
    {
        string[] reports = [.. Repository.FilesIn("sql/reports", "*.sql").Select(file => Path.GetFileNameWithoutExtension(file))];
        Assert.Equal(reports, OfFlows.Select(row => row.Data.Item1).Concat(OfOthers).Order(StringComparer.Ordinal));
        foreach (string report in reports)
            Assert.Empty(await ReportAsync(report));
    }

    [Fact]
    public async Task Times_of_the_view_are_in_utc()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        await sink.WriteAsync([Flow(worker, 1, "demo.test", Outcome.Ok, new DateTime(2026, 1, 2, 23, 59, 58, DateTimeKind.Utc))], Cancellation);
        Assert.Equal(["2026-01-02|23|1500|2000"], await RowsAsync("SELECT day, hour, dial_ms, duration_ms FROM connection_report"));
    }

    [Fact]
    public async Task A_time_is_said_in_utc_and_in_one_way_on_both_engines()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        await sink.WriteAsync([Flow(worker, 1, "demo.test", Outcome.Ok, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc))], Cancellation);
        foreach ((string condition, int rows) in ((string, int)[])
        [
            ("accepted_at >= datetime('2026-01-02 03:04:05')", 1), ("accepted_at < datetime('2026-01-02 03:04:05')", 0), ("accepted_at < datetime('2026-01-02 03:04:06')", 1),
            ("accepted_at >= datetime('2026-01-02', '+3 hours')", 1), ("accepted_at >= datetime('2026-01-02 03:05', '-54 seconds')", 0), ("accepted_at < datetime('now', '-1 minute')", 1),
            ("accepted_at >= datetime('now', '+1 day')", 0),
        ])
        {
            Assert.Equal([$"{rows} {condition}"], (await RowsAsync($"SELECT count(*) FROM connection WHERE {condition}")).Select(count => $"{count} {condition}"));
        }
    }

    /// <summary>A report's rows, as the engine's shell prints them; times to the second, as both engines write them.</summary>
    private async Task<IReadOnlyList<string>> ReportAsync(string report)
    {
        ShellResult result = await ShellAsync(Repository.PathOf($"sql/reports/{report}.sql"));
        Assert.Equal((0, ""), (result.Status, result.Errors));
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => Fraction().Replace(row, "$1"))];
    }

    private async Task<(long Worker, IFlowSink Sink)> OpenWorkerAsync()
    {
        (long Worker, IFlowSink? Sink) opened = default;
        await OpenAsync(StoreRole.Worker, (id, sink) => opened = (id, sink));
        return (opened.Worker, opened.Sink!);
    }

    [GeneratedRegex(@"([0-9-]{10} [0-9:]{8})(\.0+)?(\+00)?")]
    private static partial Regex Fraction();
}
