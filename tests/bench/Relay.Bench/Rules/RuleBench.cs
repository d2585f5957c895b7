using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Relay.Store;
using Relay.Store.Model;
using Relay.TestKit.Postgres;

namespace Relay.Bench.Rules;

/// <summary>A million rules: loading, memory, look-up, a change of one row. And COMMIT to in force, with 1,000 rules and 4 processes. Of both engines.</summary>
internal static class RuleBench
{
    private const int LookUps = 200_000;

    private static readonly Dictionary<string, double> Figures = [];

    public static async Task<int> RunAsync(int domains, int prefixes, int commits, string output)
    {
        string directory = Directory.CreateTempSubdirectory("urelay-bench-").FullName;
        PostgresServer server = await PostgresServer.StartAsync();
        try
        {
            foreach ((int rules, int networks, bool isMany) in new[] { (1000, 0, false), (domains, 0, true), (domains, prefixes, true) })
            {
                string file = Path.Combine(directory, $"{rules}-{networks}.db");
                await MeasureAsync("SQLite", directory, file, () => new SqliteConnection($"Data Source={file};Pooling=False"), rules, networks, isMany ? 0 : commits);
                string postgres = await server.CreateDatabaseAsync();
                await MeasureAsync("PostgreSQL", directory, postgres, () => new NpgsqlConnection(postgres + ";Pooling=False"), rules, networks, isMany ? 0 : commits);
            }
        }
        finally
        {
            await server.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
        Directory.CreateDirectory(output);
        string table = $"{Machine.Describe()}.\n\n| | |\n|---|---:|\n" + string.Concat(Figures.Select(figure => string.Create(CultureInfo.InvariantCulture, $"| {figure.Key} | {figure.Value:0.00} |\n")));
        await File.WriteAllTextAsync(Path.Combine(output, "rules.md"), table);
        await File.WriteAllTextAsync(Path.Combine(output, "rules.json"), JsonSerializer.Serialize(new { machine = Machine.Describe(), figures = Figures }));
        await Console.Out.WriteAsync(table);
        return 0;
    }

    private static async Task MeasureAsync(string engine, string directory, string location, Func<DbConnection> connect, int rules, int networks, int commits)
    {
        await (await OpenAsync(location)).DisposeAsync();
        await using DbConnection connection = connect();
        await connection.OpenAsync();
        await FillAsync(connection, engine, rules, networks);
        if (commits > 0)
        {
            double[] times = await CommitTimes.MeasureAsync(directory, location, connect, commits);
            Figures[$"{engine}, {rules:N0} rules, 4 processes: COMMIT to the last's answer, the first (ms)"] = times[0];
            Array.Sort(times);
            Figures[$"{engine}, {rules:N0} rules, 4 processes: COMMIT to the last's answer, p50 (ms)"] = At(times, 0.5);
            Figures[$"{engine}, {rules:N0} rules, 4 processes: COMMIT to the last's answer, p99 (ms)"] = At(times, 0.99);
            return;
        }
        string what = networks > 0 ? $"{engine}, {rules:N0} domains and {networks:N0} prefixes" : $"{engine}, {rules:N0} domains";
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        await using RelayStore store = await OpenAsync(location);
        Figures[$"{what}: load (s)"] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Figures[$"{what}: memory (MiB)"] = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0;
        double[] lookUps = LookUp(store.Snapshots.Current!.Rules, rules);
        Figures[$"{what}: look-up, p50 (µs)"] = At(lookUps, 0.5);
        Figures[$"{what}: look-up, p99 (µs)"] = At(lookUps, 0.99);
        double[] changes = new double[20];
        for (int i = 0; i < changes.Length; i++)
        {
            TaskCompletionSource<long> swapped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Action<Snapshot> note = _ => swapped.TrySetResult(Stopwatch.GetTimestamp());
            store.Snapshots.Swapped += note;
            await CommitTimes.ExecuteAsync(connection, $"UPDATE rule SET action = 'relay' WHERE id = {i + 1}");
            long committed = Stopwatch.GetTimestamp();
            changes[i] = Math.Max(0, Stopwatch.GetElapsedTime(committed, await swapped.Task).TotalMilliseconds);
            store.Snapshots.Swapped -= note;
        }
        Array.Sort(changes);
        Figures[$"{what}: one row changed, in force, p50 (ms)"] = At(changes, 0.5);
        Figures[$"{what}: one row changed, in force, worst (ms)"] = changes[^1];
    }

    private static Task<RelayStore> OpenAsync(string location) => RelayStore.OpenAsync(
        new StoreOptions { Location = location }, StoreRole.DnsBackend, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);

    private static async Task FillAsync(DbConnection connection, string engine, int rules, int networks)
    {
        await CommitTimes.ExecuteAsync(connection, $"""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rules})
            INSERT INTO rule (domain, action) SELECT 'host' || n || '.example.com', 'block' FROM numbers
            """);
        if (networks == 0)
            return;
        string octets = engine == "SQLite" ? "printf('10.%d.%d.%d', n / 65536, n / 256 % 256, n % 256)" : "format('10.%s.%s.%s', n / 65536, n / 256 % 256, n % 256)";
        await CommitTimes.ExecuteAsync(connection, $"""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {networks})
            INSERT INTO rule (network, action) SELECT {octets}, 'block' FROM numbers
            """);
    }

    /// <summary>Names in no order, half of them below a rule's, each look-up timed by itself. Microseconds, sorted; the clock's own time is in them.</summary>
    private static double[] LookUp(RuleSet rules, int count)
    {
        Random random = new(1);
        FlowFacts[] flows = [.. Enumerable.Range(0, LookUps).Select(_ => Flow(random.Next(1, count * 2)))];
        double[] times = new double[LookUps];
        for (int turn = 0; turn < 3; turn++)
        {
            for (int i = 0; i < LookUps; i++)
            {
                long start = Stopwatch.GetTimestamp();
                _ = rules.MatchName(flows[i]);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }
        Array.Sort(times);
        return times;
    }

    private static FlowFacts Flow(int number) => new(
        DomainName.Parse(string.Create(CultureInfo.InvariantCulture, $"www.host{number}.example.com")), 443, NetAddress.Parse("192.0.2.1"), "transparent", Transport.Tcp, LearntBy.Phantom);

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
}
