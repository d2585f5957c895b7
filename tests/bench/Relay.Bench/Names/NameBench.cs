using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Relay.Bench.Names;

/// <summary>Questions a second of DNS servers.</summary>
internal static class NameBench
{
    /// <summary>What the processes of a server keep for themselves at the end of the first round.</summary>
    public static readonly Figure Memory = new("DNS", "memory", "MiB");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Those that are compared with each other.</summary>
    private static readonly IReadOnlyList<IReadOnlyList<NameServer>> All =
    [
        [new Unbound(), new BuiltIn()],
        .. from signed in new[] { false, true } from seconds in new[] { Pdns.Off, Pdns.Short, Pdns.Long } select PdnsBackend.All.Select(backend => new Pdns(backend, seconds, signed)).ToArray(),
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
        IReadOnlyList<NameServer> servers = options.Choose([.. All.SelectMany(compared => compared)], server => server.Name);
        IReadOnlyList<Figure> kinds = options.Choose(Questions.Kinds, kind => kind.Name);
        Results results = new();
        foreach (NameServer[] compared in All.Select(compared => compared.Where(servers.Contains).ToArray()).Where(compared => compared.Length > 0))
            await Comparison.RunAsync(compared, kinds, results, options);
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
