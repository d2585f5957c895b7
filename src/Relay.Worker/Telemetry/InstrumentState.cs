using System.Diagnostics.Metrics;

namespace Relay.Worker.Telemetry;

/// <summary>What is known of one instrument. Thread-safe: flows of all loops measure into it.</summary>
internal abstract class InstrumentState(Instrument instrument)
{
    private readonly Lock gate = new();

    public string Name { get; } = PrometheusName.Of(instrument);

    public static InstrumentState Of(Instrument instrument) =>
        instrument is Histogram<double> histogram ? new HistogramState(histogram) : new ValueState(instrument);

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = PrometheusText.Labels(tags);
        lock (gate)
            Add(value, labels);
    }

    /// <summary>An observable instrument tells everything anew each time; what it no longer tells is gone.</summary>
    public void BeginObservation()
    {
        lock (gate)
            Forget();
    }

    public void WriteTo(PrometheusText text)
    {
        lock (gate)
        {
            if (IsEmpty)
                return;
            text.Head(Name, PrometheusType.Of(instrument), instrument.Description);
            WriteSamples(text);
        }
    }

    protected abstract bool IsEmpty { get; }

    protected abstract void Add(double value, string labels);

    protected abstract void Forget();

    protected abstract void WriteSamples(PrometheusText text);
}
