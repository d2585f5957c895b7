using System.Text.Json;

namespace Relay.Bench.Measures;

/// <summary>What load/wrk.lua printed.</summary>
internal static class Wrk
{
    /// <exception cref="MeasureFailedException">Any request failed.</exception>
    public static double CheckedDone(JsonElement load)
    {
        JsonElement errors = load.GetProperty("errors");
        double done = load.GetProperty("requests").GetDouble();
        return done > 0 && errors.EnumerateObject().All(error => error.Value.GetInt64() == 0)
            ? done
            : throw new MeasureFailedException($"of {done:0} requests failed: {errors.GetRawText()}");
    }
}
