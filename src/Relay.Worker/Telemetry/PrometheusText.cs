using System.Globalization;
using System.Text;

namespace Relay.Worker.Telemetry;

/// <summary>
/// Prometheus' text form 0.0.4 (prometheus.io, "Exposition formats"):
/// <code>
/// # HELP name what it is
/// # TYPE name counter
/// name{label="value"} 12
/// </code>
/// </summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();

    public void Head(string name, string type, string? help)
    {
        if (!string.IsNullOrEmpty(help))
            text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    /// <param name="name">Of the sample: that of the metric, or with a suffix.</param>
    /// <param name="labels">As <see cref="Labels"/> gives them.</param>
    /// <param name="value">The sample.</param>
    public void Sample(string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    public override string ToString() => text.ToString();

    /// <summary><c>name="value",…</c>, escaped, in the order of their names: the same labels are always the same text.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        string[] labels = new string[tags.Length];
        for (int i = 0; i < tags.Length; i++)
            labels[i] = $"{PrometheusName.Clean(tags[i].Key)}=\"{Escape(Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "")}\"";
        Array.Sort(labels, StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    /// <summary>The shortest form that reads back the same; of what is no number, Go's spelling.</summary>
    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
