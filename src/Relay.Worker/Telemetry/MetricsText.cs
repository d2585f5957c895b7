using System.Globalization;
using System.Text.RegularExpressions;

namespace Relay.Worker.Telemetry;

/// <summary>The samples of a page that <see cref="PrometheusText"/> wrote.</summary>
internal sealed partial class MetricsText
{
    private readonly List<MetricsSample> samples = [];

    /// <exception cref="FormatException">A line is no sample.</exception>
    public static MetricsText Parse(string text)
    {
        MetricsText parsed = new();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
        {
            Match match = SampleLine().Match(line);
            if (!match.Success)
                throw new FormatException($"'{line}' is no sample");
            Dictionary<string, string> labels = [];
            for (int i = 0; i < match.Groups["label"].Captures.Count; i++)
                labels.Add(match.Groups["label"].Captures[i].Value, Unescape(match.Groups["of"].Captures[i].Value));
            parsed.samples.Add(new MetricsSample(match.Groups["name"].Value, labels, NumberOf(match.Groups["value"].Value)));
        }
        return parsed;
    }

    public IEnumerable<MetricsSample> Of(string name) => samples.Where(sample => sample.Name == name);

    /// <summary>Over all labels; 0 where there is none.</summary>
    public double Sum(string name) => Of(name).Sum(sample => sample.Value);

    /// <summary>Null where there is none.</summary>
    public double? Find(string name) => Of(name).Select(sample => (double?)sample.Value).FirstOrDefault();

    /// <summary>Added up by the values of one label, in the order of these.</summary>
    public IReadOnlyDictionary<string, double> By(string name, string label) =>
        Of(name).GroupBy(sample => sample.Labels[label]).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(sample => sample.Value));

    /// <summary>Below which a share of a histogram's values lies, taken as evenly spread within a bucket; null where there are none. Beyond the last bound: that bound.</summary>
    public double? Quantile(string histogram, double share)
    {
        double count = Sum(histogram + "_count"), lower = 0, before = 0;
        if (count == 0)
            return null;
        foreach (MetricsSample bucket in Of(histogram + "_bucket"))
        {
            double bound = NumberOf(bucket.Labels["le"]);
            if (double.IsInfinity(bound))
                break;
            if (bucket.Value >= share * count)
                return lower + (bound - lower) * (share * count - before) / (bucket.Value - before);
            (lower, before) = (bound, bucket.Value);
        }
        return lower;
    }

    private static double NumberOf(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string Unescape(string value) => Escaped().Replace(value, match => match.Groups[1].Value == "n" ? "\n" : match.Groups[1].Value);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][\w:]*)(\{((?<label>[a-zA-Z_]\w*)="(?<of>(\\[\\"n]|[^\\"])*)",?)*\})? (?<value>\S+)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""\\(.)""")]
    private static partial Regex Escaped();
}
