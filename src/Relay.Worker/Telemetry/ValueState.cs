using System.Diagnostics.Metrics;

namespace Relay.Worker.Telemetry;

/// <summary>A counter or a gauge: a number for each set of labels. What is told of the same labels is added up.</summary>
internal sealed class ValueState(Instrument instrument) : InstrumentState(instrument)
{
    private readonly SortedDictionary<string, double> values = new(StringComparer.Ordinal);
    private readonly bool isObserved = instrument.IsObservable;

    protected override bool IsEmpty => values.Count == 0;

    protected override void Add(double value, string labels) => values[labels] = values.GetValueOrDefault(labels) + value;

    protected override void Forget()
    {
        if (isObserved)
            values.Clear();
    }

    protected override void WriteSamples(PrometheusText text)
    {
        foreach ((string labels, double value) in values)
            text.Sample(Name, labels, value);
    }
}
