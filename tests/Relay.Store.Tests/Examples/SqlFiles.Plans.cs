using System.Text.RegularExpressions;
using Relay.Store.Tests.Docs;
using Xunit;

namespace Relay.Store.Tests.Examples;

public abstract partial class SqlFiles
{
    /// <summary>Reports that read <c>connection</c>, and the days before now at which they may look.</summary>
    public static TheoryData<string, int> Periods => new()
    {
        { "top_domains", 7 }, { "clients_by_day", 7 }, { "failures", 1 }, { "slow_dials", 1 }, { "unknown_phantoms", 7 }, { "bytes_by_rule_and_upstream", 7 },
    };

    [Theory, MemberData(nameof(Periods))]
    public Task A_report_looks_only_at_the_flows_of_its_period(string report, int days) =>
        AssertPeriodAsync(report, ReportFlows.Recent.AddDays(-days), DateTime.MaxValue);

    [Fact]
    public Task Between_two_times_only_flows_of_these_are_looked_at() =>
        AssertPeriodAsync("who_talked_to_what", new DateTime(2026, 1, 13, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 1, 14, 0, 0, 0, DateTimeKind.Utc));

    [Fact]
    public void Every_report_of_flows_has_a_period() =>
        Assert.Equal(
            Repository.FilesIn("sql/reports", "*.sql").Where(file => Connection().IsMatch(Repository.Read(file))),
            Periods.Select(row => row.Data.Item1).Append("who_talked_to_what").Select(report => $"sql/reports/{report}.sql").Order(StringComparer.Ordinal));

    [Fact]
    public async Task Live_flows_are_found_without_a_look_at_those_that_have_ended() =>
        Assert.Matches(LivePlan, await ExplainAsync(Repository.Read("sql/reports/live_flows.sql")));

    /// <summary>The index of open flows, as the engine's plans name it.</summary>
    protected abstract string LivePlan { get; }

    /// <summary>The plan of a report reads rows from the first to the last day only, by the index on the time of accept.</summary>
    protected abstract Task AssertPeriodAsync(string report, DateTime first, DateTime last);

    /// <summary>The plan that the engine would take if the tables were large.</summary>
    protected abstract Task<string> ExplainAsync(string query);

    [GeneratedRegex(@"(FROM|JOIN) connection(_report)?\b")]
    private static partial Regex Connection();
}
