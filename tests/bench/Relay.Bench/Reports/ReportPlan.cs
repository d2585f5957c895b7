using System.Text.RegularExpressions;
using Relay.Migrations;

namespace Relay.Bench.Reports;

/// <summary>How an engine comes to the rows of a report, in a few words, from its plan.</summary>
internal static partial class ReportPlan
{
    public static string Explain(Engine engine) => engine == Engine.Sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN (COSTS OFF)";

    /// <summary>The largest table that is read, by what, and on PostgreSQL in how many partitions.</summary>
    public static string Of(Engine engine, string plan)
    {
        Match[] reads = [.. (engine == Engine.Sqlite ? SqliteRead() : PostgresRead()).Matches(plan).Where(read => read.Groups["table"].Value != "connection_rest")];
        Match? first = reads.FirstOrDefault(read => read.Groups["table"].Value.StartsWith("connection", StringComparison.Ordinal)) ?? reads.FirstOrDefault();
        if (first is null)
            return "";
        string table = Partition().Replace(first.Groups["table"].Value, "");
        int parts = reads.Count(read => Partition().IsMatch(read.Groups["table"].Value));
        string how = first.Groups["index"] is { Success: true } index ? $"index {Partition().Replace(index.Value, "")}" : $"all of {table}";
        return parts > 0 ? $"{parts} partitions: {string.Join(", ", reads.Select(read => read.Groups["how"].Value.ToLowerInvariant()).Distinct())}" : how;
    }

    [GeneratedRegex(@"(?<how>SEARCH|SCAN) (?<table>connection|phantom|audit_loss|problem)\b(?: USING INDEX (?<index>\w+))?")]
    private static partial Regex SqliteRead();

    [GeneratedRegex(@"(?<how>(?:Parallel )?(?:Seq|Index|Index Only|Bitmap Heap) Scan)(?: Backward)?(?: using (?<index>\w+))? on (?<table>\w+)")]
    private static partial Regex PostgresRead();

    [GeneratedRegex("_[0-9]{8}")]
    private static partial Regex Partition();
}
