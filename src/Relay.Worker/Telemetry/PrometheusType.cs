using System.Diagnostics.Metrics;

namespace Relay.Worker.Telemetry;

/// <summary>The types of Prometheus' text form that instruments become.</summary>
internal static class PrometheusType
{
    public const string Counter = "counter", Gauge = "gauge", Histogram = "histogram";

    public static string Of(Instrument instrument)
    {
        Type kind = instrument.GetType().GetGenericTypeDefinition();
        return kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? Counter : kind == typeof(Histogram<>) ? Histogram : Gauge;
    }
}
