using System.Diagnostics.Metrics;

namespace Relay.Worker.Telemetry;

/// <summary>A histogram without labels, with the buckets that its instrument advises.</summary>
internal sealed class HistogramState(Histogram<double> instrument) : InstrumentState(instrument)
{
    private readonly double[] bounds = [.. instrument.Advice?.HistogramBucketBoundaries ?? []];
    private readonly long[] counts = new long[(instrument.Advice?.HistogramBucketBoundaries?.Count ?? 0) + 1];
    private double sum;

    protected override bool IsEmpty => false;

    protected override void Add(double value, string labels)
    {
        int at = Array.BinarySearch(bounds, value);
        // The bound belongs to its bucket: le is "less or equal".
        counts[at < 0 ? ~at : at]++;
        sum += value;
    }

    protected override void Forget()
    {
    }

    protected override void WriteSamples(PrometheusText text)
    {
        long below = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            text.Sample(Name + "_bucket", $"le=\"{PrometheusText.Number(i < bounds.Length ? bounds[i] : double.PositiveInfinity)}\"", below);
        }
        text.Sample(Name + "_sum", "", sum);
        text.Sample(Name + "_count", "", below);
    }
}
