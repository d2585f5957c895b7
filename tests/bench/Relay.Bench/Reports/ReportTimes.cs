using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Relay.Migrations;
using Relay.Store.Sql;
using Relay.TestKit.Postgres;

namespace Relay.Bench.Reports;

/// <summary>How long each file of <c>sql/reports</c> takes on a large audit, and by which plan, in each engine's shell.</summary>
internal static class ReportTimes
{
    private const string Folder = "sql/reports";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // As a worker with --audit-days makes them, in place of the months that a new store begins with; and what autovacuum has done by then.
    private static readonly string DayPartitions = $"""
        DO $$ DECLARE part text; BEGIN
            FOR part IN SELECT name FROM connection_partition LOOP EXECUTE 'DROP TABLE ' || part; END LOOP;
        END $$;
        SELECT connection_make_partition(now() - n * interval '1 day', 'day') FROM generate_series(-1, {ReportData.Days}) AS n;
        """;

    public static async Task<int> RunAsync(long rows, int rounds, string[] stores, string output)
    {
        Directory.CreateDirectory(output);
        return stores.Length > 0
            ? await MeasureAsync([.. stores.Select(store => new ReportShell(StoreLocation.Parse(store)))], rounds, output)
            : await FillAndMeasureAsync(rows, rounds, output);
    }

    private static async Task<int> FillAndMeasureAsync(long rows, int rounds, string output)
    {
        // Beside the results: a temporary directory may lie in memory.
        string file = Path.Combine(output, "reports.db");
        await using OwnPostgres server = await OwnPostgres.StartAsync();
        try
        {
            await File.WriteAllBytesAsync(file, []);
            ReportShell sqlite = await FillAsync(file, rows, output, "PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000;\n", "\nPRAGMA journal_mode = WAL;");
            ReportShell postgres = await FillAsync(await server.CreateDatabaseAsync(), rows, output, DayPartitions, "\nVACUUM ANALYZE;");
            return await MeasureAsync([sqlite, postgres], rounds, output);
        }
        finally
        {
            foreach (string left in Directory.GetFiles(output, "reports.db*"))
                File.Delete(left);
        }
    }

    private static async Task<int> MeasureAsync(ReportShell[] shells, int rounds, string output)
    {
        string flows = string.Join(", ", await Task.WhenAll(shells.Select(async shell => $"{(await shell.RunAsync("SELECT count(*) FROM connection")).Trim()} in {shell.EngineName}")));
        List<ReportTime> times = [];
        foreach (string report in Directory.GetFiles(Folder, "*.sql").Order(StringComparer.Ordinal))
        {
            foreach (ReportShell shell in shells)
                times.Add(await MeasureAsync(shell, report, rounds));
        }
        StringBuilder table = new();
        table.AppendLine(CultureInfo.InvariantCulture, $"Flows: {flows}; medians of {rounds} rounds; {Machine.Describe()}.").AppendLine();
        table.AppendLine(CultureInfo.InvariantCulture, $"| report |{string.Concat(shells.Select(shell => $" {shell.EngineName} (ms) | by |"))}");
        table.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(shells.Select(_ => "---:|---|"))}");
        foreach (ReportTime[] row in times.Chunk(shells.Length))
            table.AppendLine(CultureInfo.InvariantCulture, $"| `{row[0].Report}` |{string.Concat(row.Select(time => string.Create(CultureInfo.InvariantCulture, $" {time.Milliseconds:N0} | {time.Plan} |")))}");
        await File.WriteAllTextAsync(Path.Combine(output, "reports.md"), table.ToString());
        await File.WriteAllTextAsync(Path.Combine(output, "reports.json"), JsonSerializer.Serialize(new { machine = Machine.Describe(), flows, times }, Indented));
        await Console.Out.WriteAsync(table);
        return 0;
    }

    /// <summary>A store with the schema and so many flows.</summary>
    private static async Task<ReportShell> FillAsync(string store, long rows, string output, string before, string after)
    {
        StoreLocation location = StoreLocation.Parse(store);
        Migrator.Apply(location.Engine, location.ConnectionString);
        string script = Path.Combine(output, "reports-data.sql");
        await File.WriteAllTextAsync(script, before + ReportData.Sql(location.Engine, rows) + after);
        ReportShell shell = new(location);
        _ = await shell.RunFileAsync(script);
        File.Delete(script);
        return shell;
    }

    private static async Task<ReportTime> MeasureAsync(ReportShell shell, string report, int rounds)
    {
        double[] times = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            _ = await shell.RunFileAsync(report);
            times[round] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
        string plan = await shell.RunAsync($"{ReportPlan.Explain(shell.Engine)} {await File.ReadAllTextAsync(report)}");
        return new ReportTime(Path.GetFileNameWithoutExtension(report), shell.EngineName, Results.Median(times), ReportPlan.Of(shell.Engine, plan));
    }
}
