using System.Text.Json;

namespace Relay.Bench.Measures;

/// <summary>What flowload printed.</summary>
internal static class Flowload
{
    /// <summary>How many connections were served.</summary>
    /// <exception cref="MeasureFailedException">More than one in a thousand failed: the rate would say nothing.</exception>
    public static double CheckedDone(JsonElement load)
    {
        double done = load.GetProperty("done").GetDouble(), failed = load.GetProperty("failed").GetDouble();
        return failed * 1000 <= done && done > 0
            ? done
            : throw new MeasureFailedException($"{failed:0} of {done + failed:0} connections failed: {load.GetProperty("errors").GetRawText()}");
    }

    public static void AddPercentiles(JsonElement microseconds, Samples samples, params (Figure Figure, string Percentile)[] wanted)
    {
        foreach ((Figure figure, string percentile) in wanted)
            samples.Add(figure, microseconds.GetProperty(percentile).GetDouble() / 1000);
    }
}
