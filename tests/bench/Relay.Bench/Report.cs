using System.Globalization;
using System.Text;
using System.Text.Json;
using Relay.Bench.Contenders;

namespace Relay.Bench;

/// <summary>The results as a table for people, and as JSON with every sample.</summary>
internal sealed class Report(Results results, IReadOnlyList<Contender> contenders, BenchOptions options, DateTimeOffset when)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public string ToMarkdown()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"Medians of {options.Rounds} rounds of {options.Seconds} s each, {when:yyyy-MM-dd}; {Machine.Describe()}; congestion control {options.Congestion}.").AppendLine();
        text.AppendLine("| | " + string.Join(" | ", contenders.Select(contender => contender.Name)) + " |");
        text.AppendLine("|---|" + string.Concat(contenders.Select(_ => "---:|")));
        foreach (Figure figure in results.Figures)
            text.AppendLine($"| {figure.Title} ({figure.Unit}) | " + string.Join(" | ", contenders.Select(contender => Cell(results.Of(figure, contender.Name)))) + " |");
        text.AppendLine().AppendLine("The goals: the ratio within each round, then median, least and greatest of the rounds.").AppendLine();
        text.AppendLine("| goal | wanted | median | least – greatest | |").AppendLine("|---|---:|---:|---:|---|");
        foreach (Goal goal in Goal.All)
        {
            if (goal.Values(results) is { Count: > 0 } values)
                text.AppendLine(goal.Line(values));
        }
        if (results.Failures.Count > 0)
            text.AppendLine().AppendLine("Empty cells:").AppendLine();
        foreach (((string measure, string contender), string reason) in results.Failures)
            text.AppendLine($"- {contender}, {measure}: {reason}");
        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(new
    {
        date = when,
        machine = Machine.Describe(),
        options.Rounds,
        options.Seconds,
        options.Congestion,
        figures = results.Figures.Select(figure => new
        {
            figure.Measure,
            figure.Name,
            figure.Unit,
            contenders = contenders.Where(contender => results.Of(figure, contender.Name).Count > 0)
                .ToDictionary(contender => contender.Name, contender => results.Of(figure, contender.Name)),
        }),
        goals = Goal.All.Select(goal => (goal, values: goal.Values(results))).Where(each => each.values.Count > 0)
            .Select(each => new { each.goal.Title, each.goal.AtLeast, each.goal.Limit, median = Results.Median(each.values), each.values }),
        failures = results.Failures.Select(failure => new { failure.Key.Measure, failure.Key.Contender, reason = failure.Value }),
    }, Indented);

    private static string Cell(IReadOnlyList<double> values) => values.Count == 0 ? "" : Number(Results.Median(values));

    /// <summary>Three digits that mean something.</summary>
    public static string Number(double value) => value.ToString(Math.Abs(value) switch { >= 100 => "N0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
