using System.Diagnostics.Metrics;

namespace Relay.Worker.Telemetry;

/// <summary>
/// Listens to a meter of ours and to the runtime's (<c>System.Runtime</c>), and writes them down as text when asked. A library would do the same: prometheus-net writes neither
/// units nor counters nor the buckets that an instrument advises, and OpenTelemetry's exporter serves HTTP on TCP alone, is a preview, and takes 90 ms of the start.
/// </summary>
internal sealed class MeterReader : IDisposable
{
    private const string RuntimeMeter = "System.Runtime";

    private readonly MeterListener listener = new();
    private readonly List<InstrumentState> states = [];
    private readonly Lock gate = new();

    public MeterReader(Meter meter)
    {
        listener.InstrumentPublished = (instrument, each) =>
        {
            if (instrument.Meter != meter && instrument.Meter.Name != RuntimeMeter)
                return;
            InstrumentState state = InstrumentState.Of(instrument);
            lock (gate)
                states.Add(state);
            each.EnableMeasurementEvents(instrument, state);
        };
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((InstrumentState)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((InstrumentState)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((InstrumentState)state!).Record(value, tags));
        listener.Start();
    }

    /// <summary>Everything as it is now, in Prometheus' text form.</summary>
    public string Read()
    {
        // One reader at a time: two would clear what the other has just observed.
        lock (gate)
        {
            states.ForEach(state => state.BeginObservation());
            listener.RecordObservableInstruments();
            PrometheusText text = new();
            foreach (InstrumentState state in states.OrderBy(state => state.Name, StringComparer.Ordinal))
                state.WriteTo(text);
            return text.ToString();
        }
    }

    public void Dispose() => listener.Dispose();
}
