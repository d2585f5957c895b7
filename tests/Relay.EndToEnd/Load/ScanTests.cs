using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Load;

/// <summary>A client that guesses phantom addresses and floods names costs the database no more than its limits, and others nothing.</summary>
[Collection(OneByOne.Name)]
public sealed class ScanTests(InternetSide internet, ITestOutputHelper output)
{
    // The default limits: docs/administration.md.
    private const int LookUpsPerSecond = 20, NamesPerSecond = 100, BurstSeconds = 10, GuessesPerMinute = 60;

    private const string Pool = "fd75:7265:6c61:7900::", Known = "known.test";

    [Fact]
    public async Task A_scan_and_a_flood_of_names_are_refused_within_bounds_beside_flows_to_known_names()
    {
        int addresses = LoadLab.Size("URELAY_SCAN_ADDRESSES", 30_000), flows = 300;
        using LoadLab lab = await LoadLab.StartAsync(internet, "--dns-replies-per-client", "0");
        lab.Worker.Sql($"INSERT INTO host (domain, address) VALUES ('{Known}', '{internet.Address4}')");
        string phantom = await lab.Private.PhantomOfAsync(Known);
        // In force is what a flow meets.
        Assert.StartsWith("flows done=1 ", await lab.RunToAsync(phantom, "sequence", "flows=1", "parallel=1", "bulk=1"), StringComparison.Ordinal);

        long began = Stopwatch.GetTimestamp();
        using RunningProgram scan = lab.Private.Start(Programs.LoadKit, "scan", $"target={Pool}", "ports=1-8", $"count={addresses}");
        using RunningProgram flood = lab.Private.Start(Programs.LoadKit, "names", $"target={PrivateSide.Gateway4}", "ports=53");
        await scan.WaitForAsync("scanning");
        await flood.WaitForAsync("asking");
        string beside = await lab.RunToAsync(phantom, "sequence", $"flows={flows}", "parallel=4", "bulk=100000");
        Assert.DoesNotContain("scanned", scan.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("asked", flood.Output, StringComparison.Ordinal);
        Assert.StartsWith($"flows done={flows} failed=0 ", beside, StringComparison.Ordinal);
        Dictionary<string, int> scanned = Counts((await scan.EndAsync(TimeSpan.FromSeconds(60 + addresses / 500))).Output), asked = Counts((await flood.EndAsync()).Output);
        double elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds + 1;
        output.WriteLine($"{beside}{string.Join(' ', scanned)} {string.Join(' ', asked)} in {elapsed:f1} s");

        Assert.Equal(0, scanned["other"]);
        JsonElement status = await StatusAsync(lab.Worker), refused = status.GetProperty("phantoms_refused");
        Assert.InRange(status.GetProperty("phantom_lookups").GetInt64(), 1, LookUpsPerSecond * (BurstSeconds + elapsed));
        Assert.InRange(refused.GetProperty("unknown_of_client").GetInt64(), scanned["reset"] / 2, scanned["reset"]);
        Assert.Equal(flows + 1, RowsOf(lab, "ok"));

        Assert.Equal(0, asked["other"]);
        Assert.Equal(asked["servfail"], refused.GetProperty("new_names_of_client").GetInt64());
        Assert.InRange(asked["answered"], 1, NamesPerSecond * (BurstSeconds + elapsed));
        Assert.Equal(asked["answered"] + 1, int.Parse(lab.Worker.Sql("SELECT count(*) FROM phantom"), CultureInfo.InvariantCulture));

        // Every guess is in the audit: with a row of its own, or in the number of one that stands for many. That of the last minute is written in the end.
        lab.Worker.Program.Signal("TERM");
        _ = await lab.Worker.Program.EndAsync();
        string[] errors = lab.Worker.Sql("SELECT coalesce(error, '') FROM connection WHERE outcome IN ('unknown_phantom', 'limit')").Split('\n')[..^1];
        int[] shared = [.. errors.Select(error => Regex.Match(error, "the last of ([0-9]+) flows")).Where(found => found.Success).Select(found => int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        // One guess of 2^22 at the id of a name that the flood was given has its tag too, and is a flow to that name, which leads nowhere.
        int hits = int.Parse(lab.Worker.Sql("SELECT count(*) FROM connection WHERE outcome NOT IN ('ok', 'unknown_phantom', 'limit')"), CultureInfo.InvariantCulture);
        Assert.InRange(hits, 0, 5);
        Assert.Equal(scanned["reset"], hits + errors.Length - shared.Length + shared.Sum());
        Assert.InRange(errors.Length - shared.Length, GuessesPerMinute, GuessesPerMinute * (1 + elapsed / 60));
    }

    private static int RowsOf(LoadLab lab, string outcome) =>
        int.Parse(lab.Worker.Sql($"SELECT count(*) FROM connection WHERE outcome = '{outcome}'"), CultureInfo.InvariantCulture);

    private static async Task<JsonElement> StatusAsync(Worker worker)
    {
        using Urelay user = Urelay.As("root");
        ShellResult status = await user.RunAsync("status", "--store", worker.Store, "--journal", Path.Combine(worker.Home, "journal"), "--json");
        return Assert.Single(JsonDocument.Parse(status.Output).RootElement.GetProperty("workers").EnumerateArray());
    }

    private static Dictionary<string, int> Counts(string printed) =>
        Regex.Matches(printed, "([a-z]+)=([0-9]+)").ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
}
