using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Relay.Migrations;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Sql;
using Relay.TestKit.Postgres;

namespace Relay.Bench.Audit;

/// <summary>
/// Rows of <c>connection</c> a second, as the journal's writer brings them into each engine: in its groups, with all indexes, into an empty table. The rows are those
/// of a gateway: a few hundred clients, ten thousand names.
/// </summary>
internal static class AuditRate
{
    /// <summary>As many as the writer takes from the journal at once.</summary>
    private const int Group = 16 * 1024;

    private const int Goal = 150_000, Clients = 300, Names = 10_000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(int rounds, int rows, string output)
    {
        Dictionary<string, List<double>> rates = new() { ["SQLite"] = [], ["PostgreSQL"] = [] };
        Directory.CreateDirectory(output);
        await using OwnPostgres server = await OwnPostgres.StartAsync();
        for (int round = 0; round < rounds; round++)
        {
            // Beside the results: a temporary directory may lie in memory.
            string file = Path.Combine(output, $"audit-rate-{round}.db");
            DeleteStore(file);
            rates["SQLite"].Add(await MeasureAsync(file, rows));
            DeleteStore(file);
            string database = await server.CreateDatabaseAsync();
            rates["PostgreSQL"].Add(await MeasureAsync(database, rows));
            await using NpgsqlConnection pooled = new(StoreLocation.Parse(database).ConnectionString);
            NpgsqlConnection.ClearPool(pooled);
        }
        StringBuilder table = new();
        table.AppendLine(CultureInfo.InvariantCulture, $"Rows of connection a second, {rows:N0} rows, medians of {rounds} rounds; {Machine.Describe()}.").AppendLine();
        table.AppendLine("| engine | median | least – greatest | goal | |").AppendLine("|---|---:|---:|---:|---|");
        foreach ((string engine, List<double> values) in rates)
        {
            double median = Results.Median(values);
            table.AppendLine(CultureInfo.InvariantCulture, $"| {engine} | {median:N0} | {values.Min():N0} – {values.Max():N0} | ≥ {Goal:N0} | {(median >= Goal ? "reached" : "not reached")} |");
        }
        await File.WriteAllTextAsync(Path.Combine(output, "audit.md"), table.ToString());
        await File.WriteAllTextAsync(Path.Combine(output, "audit.json"), JsonSerializer.Serialize(new { machine = Machine.Describe(), rows, goal = Goal, rates }, Indented));
        await Console.Out.WriteAsync(table);
        return 0;
    }

    private static async Task<double> MeasureAsync(string store, int rows)
    {
        StoreLocation location = StoreLocation.Parse(store);
        if (location.Engine == Engine.Sqlite)
            await File.WriteAllBytesAsync(location.Path, []);
        Migrator.Apply(location.Engine, location.ConnectionString);
        await using Database database = Database.Open(location, TimeProvider.System);
        IFlowSink sink = location.Engine == Engine.Sqlite ? new SqliteFlowSink(database) : new PostgresFlowSink(database);
        FlowWriter writer = new(sink, TimeProvider.System, NullLogger.Instance);
        List<FlowRecord> flows = [.. Enumerable.Range(1, rows).Select(Flow)];
        await writer.WriteAsync(flows[..Group], CancellationToken.None);
        long began = Stopwatch.GetTimestamp();
        for (int at = Group; at < flows.Count; at += Group)
            await writer.WriteAsync(flows.GetRange(at, Math.Min(Group, flows.Count - at)), CancellationToken.None);
        return (rows - Group) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static FlowRecord Flow(int n)
    {
        long accepted = TimeProvider.System.GetUtcNow().Ticks + n * TimeSpan.TicksPerMillisecond / 10;
        int name = n * 7919 % Names;
        NetAddress target = NetAddress.FromIPv4(0xcb00_7100 + (uint)(name % 256));
        return new FlowRecord
        {
            Id = (1L << 36) + n,
            Listener = "transparent",
            ClientAddress = NetAddress.FromIPv4(0x0a00_0000 + (uint)(n * 31 % Clients)),
            ClientPort = (ushort)(1024 + n % 60_000),
            AskedAddress = new NetAddress(((UInt128)0xfd75_7265_6c61_7900 << 64) | (0x4000_0000_0000_0000 + (ulong)name)),
            AskedPort = 443,
            Domain = string.Create(CultureInfo.InvariantCulture, $"host{name}.example.com"),
            LearntBy = LearntBy.Phantom,
            TargetDomain = string.Create(CultureInfo.InvariantCulture, $"host{name}.example.com"),
            TargetAddress = target,
            TargetPort = 443,
            Upstream = Upstream.DirectName,
            RemoteAddress = target,
            RemotePort = 443,
            BytesUp = 800 + n % 100,
            BytesDown = 20_000 + n % 1000,
            AcceptedAt = accepted,
            DialingAt = accepted + 1000,
            DialedAt = accepted + 20_000,
            EndedAt = accepted + 400_000,
            Outcome = Outcome.Ok,
            Revision = 3,
        };
    }

    private static void DeleteStore(string file)
    {
        foreach (string path in Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*"))
            File.Delete(path);
    }
}
