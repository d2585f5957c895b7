using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Relay.Bench.Names;

/// <summary>Questions a second of DNS servers: every round takes all of them in turn.</summary>
internal static class NameBench
{
    private const int WarmUpSeconds = 4, MaxWarmUps = 10;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Figure Memory = new("DNS", "memory", "MiB");

    private static readonly IReadOnlyList<NameServer> All =
    [
        new Unbound(), new BuiltIn(),
        .. from signed in new[] { false, true } from seconds in new[] { Pdns.Off, Pdns.Short, Pdns.Long } from backend in PdnsBackend.All select new Pdns(backend, seconds, signed),
    ];

    /// <summary>Design section 10.</summary>
    private static readonly IReadOnlyList<Goal> Goals =
    [
        new(Questions.Kinds[0], BuiltIn.Title, Unbound.Title, AtLeast: true, 0.7),
        new(Questions.Kinds[1], BuiltIn.Title, Unbound.Title, AtLeast: true, 0.7),
        .. from kind in Questions.Kinds.Take(2) from seconds in new[] { Pdns.Off, Pdns.Short }
            select new Goal(kind, Pdns.TitleOf(PdnsBackend.OurPipe, seconds, false), Pdns.TitleOf(PdnsBackend.TrivialPipe, seconds, false), AtLeast: true, 0.9),
    ];

    public static async Task<int> RunAsync(BenchOptions options)
    {
        IReadOnlyList<NameServer> servers = options.Choose(All, server => server.Name);
        Results results = new();
        for (int round = 1; round <= options.Rounds; round++)
        {
            foreach (NameServer server in servers)
                await TakeAsync(server, new Samples(results, server.Name, round), options.Seconds);
            Console.Error.WriteLine($"Round {round} of {options.Rounds}");
        }
        string table = Table(results, servers, options);
        Directory.CreateDirectory(options.Output);
        await File.WriteAllTextAsync(Path.Combine(options.Output, "dns.md"), table);
        await File.WriteAllTextAsync(Path.Combine(options.Output, "dns.json"), JsonSerializer.Serialize(new
        {
            machine = Machine.Describe(),
            options.Rounds,
            options.Seconds,
            servers = servers.ToDictionary(server => server.Name, server => results.Figures.ToDictionary(figure => figure.Name, figure => results.Of(figure, server.Name))),
        }, Indented));
        await Console.Out.WriteAsync(table);
        return 0;
    }

    private static async Task TakeAsync(NameServer server, Samples samples, int seconds)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-dns-bench-");
        try
        {
            using RunningServer running = await server.StartAsync(directory.FullName);
            await WaitAsync(running, directory.FullName);
            Questions questions = new(directory.FullName);
            using CancellationTokenSource done = new();
            Task purging = Dnsperf.PurgeAsync(running.Purges, done.Token);
            await WarmUpAsync(server, questions);
            foreach (Figure kind in Questions.Kinds)
                samples.Add(kind, await Dnsperf.AskAsync(questions.FileOf(kind, seconds), seconds, server.IsSigned));
            samples.Add(Memory, running.PrivateMebibytes());
            await done.CancelAsync();
            await purging;
        }
        catch (MeasureFailedException failed)
        {
            // An empty cell with its reason, never a guess.
            samples.Failed("DNS", failed.Message);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Until all processes of the server know all names, and have compiled what they run: until it gets no quicker twice, because the machine may have been busy once.</summary>
    private static async Task WarmUpAsync(NameServer server, Questions questions)
    {
        double best = 0;
        int slower = 0;
        string file = questions.FileOf(Questions.Kinds[0], 0);
        // Each pass below begins with the first name: the last ones would be new while the server is measured.
        _ = await Dnsperf.AskOnceAsync(file, server.IsSigned);
        for (int pass = 0; pass < MaxWarmUps; pass++)
        {
            double rate = await Dnsperf.AskAsync(file, WarmUpSeconds, server.IsSigned);
            slower = rate < best * 1.1 ? slower + 1 : 0;
            if (slower == 2)
                return;
            best = Math.Max(best, rate);
        }
    }

    private static async Task WaitAsync(RunningServer running, string directory)
    {
        for (int i = 0; i < 100; i++)
        {
            if (await Dnsperf.HasAddressAsync(Questions.Known[0]) && await Dnsperf.HasAddressAsync($"first.{Questions.NewZone}"))
                return;
            if (running.HasEnded)
                break;
            await Task.Delay(100);
        }
        string logs = string.Join(' ', Directory.GetFiles(directory, "*.log").SelectMany(File.ReadLines).TakeLast(3));
        throw new MeasureFailedException($"it did not come to answer: {logs}");
    }

    private static string Table(Results results, IReadOnlyList<NameServer> servers, BenchOptions options)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"Answers a second, medians of {options.Rounds} rounds of {options.Seconds} s each; {Machine.Describe()}.").AppendLine();
        text.AppendLine("| | " + string.Join(" | ", Questions.Kinds.Select(kind => kind.Name)) + " | memory (MiB) |").AppendLine("|---|---:|---:|---:|---:|");
        foreach (NameServer server in servers)
            text.AppendLine($"| {server.Name} | " + string.Join(" | ", Questions.Kinds.Append(Memory).Select(figure => Cell(results.Of(figure, server.Name)))) + " |");
        text.AppendLine().AppendLine("| goal | wanted | median | least – greatest | |").AppendLine("|---|---:|---:|---:|---|");
        foreach (Goal goal in Goals)
        {
            if (goal.Values(results) is { Count: > 0 } values)
                text.AppendLine(goal.Line(values));
        }
        if (results.Failures.Count > 0)
            text.AppendLine().AppendLine("Empty cells:").AppendLine();
        foreach (((_, string server), string reason) in results.Failures)
            text.AppendLine($"- {server}: {reason}");
        return text.ToString();
    }

    private static string Cell(IReadOnlyList<double> values) => values.Count == 0 ? "" : Results.Median(values).ToString("N0", CultureInfo.InvariantCulture);
}
