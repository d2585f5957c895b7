namespace Relay.Bench;

/// <summary>All samples: figure and contender → value of each round.</summary>
internal sealed class Results
{
    private readonly Dictionary<(Figure Figure, string Contender), SortedDictionary<int, double>> samples = [];
    private readonly Dictionary<(string Measure, string Contender), string> failures = [];

    public IEnumerable<Figure> Figures => samples.Keys.Select(key => key.Figure).Distinct();

    public IReadOnlyDictionary<(string Measure, string Contender), string> Failures => failures;

    public void Add(Figure figure, string contender, int round, double value)
    {
        if (!samples.TryGetValue((figure, contender), out SortedDictionary<int, double>? rounds))
            samples.Add((figure, contender), rounds = []);
        rounds[round] = value;
    }

    public void Fail(string measure, string contender, string reason) => failures[(measure, contender)] = reason;

    public IReadOnlyList<double> Of(Figure figure, string contender) =>
        samples.TryGetValue((figure, contender), out SortedDictionary<int, double>? rounds) ? [.. rounds.Values] : [];

    /// <summary>One ratio for each round that has both, so that what slowed down a round slowed down both.</summary>
    public IReadOnlyList<double> Ratios(Figure figure, string contender, string reference) =>
        samples.TryGetValue((figure, contender), out SortedDictionary<int, double>? own) && samples.TryGetValue((figure, reference), out SortedDictionary<int, double>? others)
            ? [.. own.Where(sample => others.TryGetValue(sample.Key, out double other) && other > 0).Select(sample => sample.Value / others[sample.Key])]
            : [];

    public double? At(Figure figure, string contender, int round) =>
        samples.TryGetValue((figure, contender), out SortedDictionary<int, double>? rounds) && rounds.TryGetValue(round, out double value) ? value : null;

    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
