using System.Diagnostics.Metrics;

namespace Relay.Worker.Telemetry;

/// <summary>The two figures that are measured flow by flow. All others are counted by their owners, and read when somebody asks.</summary>
internal sealed class FlowDurations(Meter meter)
{
    /// <summary>In seconds, from half a millisecond to an hour: a LAN, the Internet, a person.</summary>
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600],
    };

    private readonly Histogram<double> dial = meter.CreateHistogram(
        "urelay.flow.dial.duration", "s", "Connecting to targets, over all their addresses and through proxies; successful dials.", tags: null, advice: Buckets);

    private readonly Histogram<double> whole = meter.CreateHistogram(
        "urelay.flow.duration", "s", "Flows that have ended, from accept to end, without those that a limit refused.", tags: null, advice: Buckets);

    public void Dialed(TimeSpan took) => Record(dial, took);

    public void Ended(TimeSpan took) => Record(whole, took);

    private static void Record(Histogram<double> histogram, TimeSpan took)
    {
        if (histogram.Enabled)
            histogram.Record(took.TotalSeconds);
    }
}
