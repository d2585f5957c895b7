using System.Text.Json;
using Relay.Bench.Contenders;

namespace Relay.Bench.Measures;

/// <summary>How long a new connection takes to its first byte from the server, at a rate that leaves the machine room (1,000 a second).</summary>
internal sealed class ConnectionTime : IMeasure
{
    private const string Measure = "time to first byte";

    /// <summary>A quarter of what two slow cores can do.</summary>
    private const string PerSecond = "1000";

    private static readonly (Figure Whole, Figure Added, string Percentile)[] Figures =
        [.. from each in new[] { ("p50", "p50"), ("p99", "p99"), ("p99.9", "p999") } select (new Figure(Measure, each.Item1, "ms"), AddedTime(each.Item1), each.Item2)];

    public string Name => Measure;

    /// <summary>What the relay adds to the kernel's time in the same round.</summary>
    public static Figure AddedTime(string percentile) => new(Measure, $"added, {percentile}", "ms");

    public async Task TakeAsync(Lab lab, Contender contender, Relaying relaying, Samples samples, int seconds)
    {
        JsonElement load = await lab.FlowloadAsync("connect", relaying, seconds, "--at-once", "512", "--rate", PerSecond);
        _ = Flowload.CheckedDone(load);
        foreach ((Figure whole, Figure added, string percentile) in Figures)
        {
            double milliseconds = load.GetProperty("first_byte_us").GetProperty(percentile).GetDouble() / 1000;
            samples.Add(whole, milliseconds);
            if (relaying.Root is not null && samples.Of(whole, Contender.Routing) is { } routed)
                samples.Add(added, milliseconds - routed);
        }
    }
}
