using System.Globalization;
using System.Net;
using Dapper;
using Npgsql;
using Relay.EndToEnd.Lab;
using Relay.EndToEnd.Load;
using Relay.TestKit;
using Relay.TestKit.Postgres;
using Xunit;

namespace Relay.EndToEnd.Faults;

/// <summary>
/// Nothing relayed goes unrecorded: PostgreSQL is stopped and killed under load, workers are killed, and both, at moments that a seed chooses; afterwards the audit is
/// compared with what the clients saw, row for row. <c>URELAY_TEST_SEED</c> chooses other moments, <c>URELAY_TEST_OUTAGE_SECONDS</c> a longer outage (600 is a full
/// measurement), <c>URELAY_TEST_FAULT_ROUNDS</c> more of all.
/// </summary>
public sealed class AuditFaultTests(InternetSide internet)
{
    private const int Shown = 10;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_stopped_or_killed_the_audit_has_each_flow_once()
    {
        int seed = LoadLab.Size("URELAY_TEST_SEED", 20_261_125), outage = LoadLab.Size("URELAY_TEST_OUTAGE_SECONDS", 1), rounds = LoadLab.Size("URELAY_TEST_FAULT_ROUNDS", 1);
        TestContext.Current.TestOutputHelper!.WriteLine($"URELAY_TEST_SEED={seed}");
        Random random = new(seed);
        await using OwnPostgres server = await OwnPostgres.StartAsync();
        string location = await server.CreateDatabaseAsync();
        IPEndPoint listener = new(new IPAddress([127, 76, (byte)Environment.ProcessId, 1]), 1080);
        using Worker worker = await Worker.StartOnAsync(location, [$"socks://{listener}"]);
        await using AuditLoad load = new(listener, new IPEndPoint(IPAddress.Parse(internet.Address4), InternetSide.EchoPort), seed);

        for (int round = 0; round < rounds; round++)
        {
            await RandomMomentAsync(random);
            await server.StopAsync();
            int before = load.Complete;
            await OutageAsync(outage, random);
            Assert.True(load.Complete > before, "no flow was relayed without the database");
            await server.StartAgainAsync();
            await RandomMomentAsync(random);
            await KillAsync(worker, load);
            await worker.StartAsync();
            await RandomMomentAsync(random);
            await server.KillAsync();
            await RandomMomentAsync(random);
            await KillAsync(worker, load);
            await server.StartAgainAsync();
            await worker.StartAsync();
            await RandomMomentAsync(random);
        }
        await load.EndAsync();

        string[] wrong = await SettledAsync(location, load);
        Assert.True(wrong.Length == 0, $"seed {seed}: of {load.Count} flows {wrong.Length} are not as they were seen, of which the first are\n{string.Join('\n', wrong.Take(Shown))}\n{worker.Program.Errors}");
        Assert.InRange(load.Complete, 200, int.MaxValue);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.Count} flows, {load.Complete} complete"));
    }

    [Fact]
    public async Task Without_the_database_known_names_go_on_and_new_ones_get_SERVFAIL()
    {
        await using OwnPostgres server = await OwnPostgres.StartAsync();
        string location = await server.CreateDatabaseAsync();
        using PrivateSide lab = new();
        using Worker worker = await Worker.StartOnAsync(location, [lab.TransparentListener, lab.DnsListener]);
        await using (NpgsqlConnection administrator = new(location + ";Pooling=False"))
            await administrator.ExecuteAsync("INSERT INTO urelay.host (domain, address) VALUES ('known.test', @address)", new { address = internet.Address6 });
        ShellResult first = await lab.RunAsync("curl", "-sS", "--retry", "20", "--retry-all-errors", "--retry-delay", "0", "--max-time", "40", "http://known.test/");
        Assert.Equal("hello\n", first.Output);

        await server.KillAsync();
        Assert.Contains("status: SERVFAIL", (await lab.RunAsync("dig", "+time=20", "+tries=1", "new.test", "AAAA")).Output, StringComparison.Ordinal);
        ShellResult known = await lab.RunAsync("curl", "-sS", "--max-time", "40", "http://known.test/");
        Assert.Equal("hello\n", known.Output);

        await server.StartAgainAsync();
        await using NpgsqlConnection later = new(location + ";Pooling=False");
        Assert.Equal("ok", (await ReadUntilAsync(later, rows => rows.Count(row => row.Outcome == "ok") >= 2))[^1].Outcome);
    }

    private static async Task KillAsync(Worker worker, AuditLoad load)
    {
        load.NoteKill();
        worker.Program.SignalGroup("KILL");
        _ = await worker.Program.EndAsync();
    }

    private static Task RandomMomentAsync(Random random) => Task.Delay(random.Next(300, 1500), Cancellation);

    private static Task OutageAsync(int seconds, Random random) => Task.Delay(seconds * 1000 + random.Next(1000), Cancellation);

    /// <summary>What is wrong once the journals are empty, and the flows of the dead are lost.</summary>
    private static async Task<string[]> SettledAsync(string location, AuditLoad load)
    {
        await using NpgsqlConnection administrator = new(location + ";Pooling=False");
        string[] wrong = [];
        _ = await ReadUntilAsync(administrator, rows => rows.All(row => row.Outcome != "open") && (wrong = [.. load.Compare(rows)]).Length == 0, mayFail: true);
        return wrong;
    }

    private static async Task<IReadOnlyList<AuditRow>> ReadUntilAsync(NpgsqlConnection administrator, Func<IReadOnlyList<AuditRow>, bool> asWanted, bool mayFail = false)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        for (long began = System.Diagnostics.Stopwatch.GetTimestamp(); ; await Task.Delay(500, Cancellation))
        {
            IReadOnlyList<AuditRow> rows = [.. await administrator.QueryAsync<AuditRow>("SELECT * FROM urelay.connection ORDER BY id")];
            if (asWanted(rows))
                return rows;
            bool late = System.Diagnostics.Stopwatch.GetElapsedTime(began) > Deadline;
            Assert.False(late && !mayFail, $"the audit did not become as expected:\n{string.Join('\n', rows)}");
            if (late)
                return rows;
        }
    }
}
