using System.Diagnostics.Metrics;

namespace Relay.Worker.Telemetry;

/// <summary>
/// What Prometheus calls an instrument, by the rules of OpenTelemetry ("Prometheus and OpenMetrics Compatibility"): <c>urelay.flow.duration</c> in <c>s</c> is
/// <c>urelay_flow_duration_seconds</c>, and a counter ends in <c>_total</c>.
/// </summary>
internal static class PrometheusName
{
    public static string Of(Instrument instrument)
    {
        string name = Clean(instrument.Name);
        string unit = UnitOf(instrument.Unit);
        if (unit.Length > 0 && !name.EndsWith("_" + unit, StringComparison.Ordinal))
            name += "_" + unit;
        return PrometheusType.Of(instrument) == PrometheusType.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>Letters, digits and underscores are left; nothing else is.</summary>
    public static string Clean(string name) =>
        string.Create(name.Length, name, static (clean, given) =>
        {
            for (int i = 0; i < clean.Length; i++)
                clean[i] = char.IsAsciiLetterOrDigit(given[i]) ? given[i] : '_';
        });

    /// <summary>Units of UCUM; one in braces says what is counted, and is no unit.</summary>
    private static string UnitOf(string? unit) => unit switch
    {
        "s" => "seconds",
        "By" => "bytes",
        _ => "",
    };
}
