using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Relay.Bench.Contenders;
using Relay.TestKit.Postgres;

namespace Relay.Bench.Measures;

/// <summary>
/// How many names that nobody asked for before get their phantom, on disk before the answer, through the built-in DNS listener: 64 askers at once (dnsperf). And how many of
/// them the PostgreSQL server alone takes, in the batches that 64 askers come to, from a client that does nothing else (pgbench): on a slow disk or processor both are slow.
/// </summary>
internal sealed class NewNames : IMeasure
{
    private const string Measure = "new names";
    private const int Askers = 64, Batch = Askers / 2, MostPerSecond = 100_000;

    public static readonly Figure OnSqlite = new(Measure, "a second on SQLite, 64 at once", "1/s"), OnPostgres = new(Measure, "a second on PostgreSQL, 64 at once", "1/s");

    private static readonly Figure SqliteLatency = new(Measure, "mean time on SQLite", "ms"), PostgresLatency = new(Measure, "mean time on PostgreSQL", "ms");

    private static readonly Figure ServerAlone = new(Measure, $"a second that PostgreSQL takes from pgbench, {Batch} at once", "1/s");

    /// <summary>The design's figures, each on one machine: 30,000 of 57,000.</summary>
    public static readonly Figure OfServerAlone = new(Measure, "of what PostgreSQL takes from pgbench", "ratio");

    private static int asked;

    public string Name => Measure;

    public async Task TakeAsync(Lab lab, Contender contender, Relaying relaying, Samples samples, int seconds)
    {
        if (contender.Name != Contender.Urelay)
            return;
        string store = Path.Combine(lab.Directory, $"names{asked}.db");
        await TakeAsync(lab, store, ["sqlite3", store], samples, seconds, OnSqlite, SqliteLatency);
        string binaries = LocalCluster.FindBinaries() ?? throw new MeasureFailedException("PostgreSQL is not installed");
        await using LocalCluster cluster = await LocalCluster.StartAsync(binaries, durable: true);
        double rate = await TakeAsync(lab, cluster.ConnectionString, ["psql", "-qtA", cluster.Uri, "-c"], samples, seconds, OnPostgres, PostgresLatency);
        double alone = await AskServerAsync(lab, Path.Combine(binaries, "pgbench"), cluster.Uri, seconds);
        samples.Add(ServerAlone, alone);
        samples.Add(OfServerAlone, rate / alone);
    }

    /// <summary>The least that so many rows of the table can cost: nobody looks whether they are there.</summary>
    private static async Task<double> AskServerAsync(Lab lab, string pgbench, string uri, int seconds)
    {
        string script = lab.Write("names.pgbench", $"""
            \set i :i + 1
            INSERT INTO urelay.phantom (domain, tag) SELECT 'n' || (:i * {Batch} + row) || '.pgbench.example.com', (:i + row * 70001) % 4194304
                FROM generate_series(1, {Batch}) AS row RETURNING id, tag, domain;

            """);
        return Number(await Tool.RunAsync(null, seconds + 20, pgbench, "-n", "-M", "prepared", "-D", "i=0", "-T", $"{seconds}", "-f", script, uri), "tps =") * Batch;
    }

    /// <returns>Names a second.</returns>
    private static async Task<double> TakeAsync(Lab lab, string store, string[] shell, Samples samples, int seconds, Figure rate, Figure latency)
    {
        int port = Contender.NextPort();
        Process server = await UrelayRun.ServeAsync(
            lab, lab.Gateway, port, store, $"dns://{Lab.GatewayAddress}:{port}", "--forwarder", "10.77.1.0/24", "--new-names", "1000000", "--max-names", "1000000000");
        try
        {
            // A program that compiles while it runs is measured as it is after its first seconds: at full load the compiler is busy for so long.
            _ = await AskAsync(lab, port, seconds: 8);
            double before = await RowsAsync();
            string printed = await AskAsync(lab, port, seconds);
            double done = Number(printed, "Queries completed:");
            if (Number(printed, "Queries lost:") > 0 || !printed.Contains("NOERROR", StringComparison.Ordinal) || await RowsAsync() - before < done)
                throw new MeasureFailedException($"not each question was answered with a new name's phantom: {printed.ReplaceLineEndings(" ")}");
            double perSecond = Number(printed, "Queries per second:");
            samples.Add(rate, perSecond);
            samples.Add(latency, Number(printed, @"Average Latency \(s\):") * 1000);
            return perSecond;
        }
        finally
        {
            lab.End(server);
        }

        async Task<double> RowsAsync() =>
            double.Parse(await Tool.RunAsync(null, 20, [.. shell, $"SELECT count(*) FROM {(shell[0] == "psql" ? "urelay." : "")}phantom"]), CultureInfo.InvariantCulture);
    }

    private static async Task<string> AskAsync(Lab lab, int port, int seconds)
    {
        int group = asked++;
        string names = lab.Write("names.txt", string.Concat(Enumerable.Range(0, MostPerSecond * seconds).Select(i => $"n{i}.g{group}.example.com AAAA\n")));
        return await Tool.RunAsync(lab.Client, seconds + 30,
            "dnsperf", "-s", Lab.GatewayAddress, "-p", $"{port}", "-d", names, "-n", "1", "-l", $"{seconds}", "-q", $"{Askers}", "-c", "1", "-T", "1");
    }

    private static double Number(string printed, string name)
    {
        Match found = Regex.Match(printed, name + @"\s*([0-9.]+)");
        return found.Success
            ? double.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new MeasureFailedException($"'{name}' is not in what was printed: {printed.ReplaceLineEndings(" ")}");
    }
}
