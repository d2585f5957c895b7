using System.Collections.Concurrent;
using System.Globalization;
using Relay.EndToEnd.Lab;
using Relay.EndToEnd.Tcp;
using Xunit;

namespace Relay.EndToEnd.Faults;

/// <summary>
/// Thousands of flows whose sides write, pause, stall, end and reset as a seed says. Every byte that arrives is the right one, what nobody broke arrives whole, the
/// audit agrees row by row, and nothing is left. <c>URELAY_TEST_SEED</c> and <c>URELAY_TEST_FAULT_FLOWS</c> try others, and more.
/// </summary>
public sealed class RandomFaultTests(TcpLab lab) : IClassFixture<TcpLab>
{
    private const int AtOnce = 48, Shown = 10;

    /// <summary>Idle pipes that the worker may keep (PipePool).</summary>
    private const int KeptPipes = 16 * 2;

    [Fact]
    public async Task Every_byte_that_arrives_is_right_and_nothing_is_left()
    {
        int seed = Setting("URELAY_TEST_SEED", 20_261_124), count = Setting("URELAY_TEST_FAULT_FLOWS", 5000);
        TestContext.Current.TestOutputHelper!.WriteLine($"URELAY_TEST_SEED={seed}");
        Descriptors before = Descriptors.Of(lab.Worker.Program.Id);
        Assert.NotEqual(0, before.Sockets);

        ConcurrentBag<FlowRun> runs = [];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            FlowRun run = new(FlowPlan.Choose(seed, number), lab.Internet, lab.Private);
            runs.Add(run);
            await run.RunAsync();
        });
        Dictionary<long, AuditRow> rows = (await AuditRows.WaitAsync(lab.Worker.Store, rows => rows.Count >= count && rows.All(row => row.Outcome != "open")))
            .ToDictionary(row => row.AskedPort);
        string[] wrong = [.. runs.OrderBy(run => run.Port).SelectMany(run => run.Judge(rows[run.Port]).Select(why => $"{why}\n{run}\n{rows[run.Port]}\n"))];
        Assert.True(wrong.Length == 0, $"seed {seed}: {wrong.Length} faults, of which the first are\n{string.Join('\n', wrong.Take(Shown))}");
        Assert.Equal(count, rows.Count);
        foreach (FlowRun run in runs)
            run.Dispose();

        Descriptors after = Descriptors.Of(lab.Worker.Program.Id);
        Assert.Equal(before.Sockets, after.Sockets);
        Assert.InRange(after.Pipes, before.Pipes, before.Pipes + KeptPipes);
    }

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
