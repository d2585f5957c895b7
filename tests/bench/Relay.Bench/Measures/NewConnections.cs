using System.Text.Json;
using Relay.Bench.Contenders;

namespace Relay.Bench.Measures;

/// <summary>How many HTTP requests with a connection each, 64 at once.</summary>
internal sealed class NewConnections : IMeasure
{
    private const string Measure = "new connections";

    public static readonly Figure Rate = new(Measure, "a second, 64 at once", "1/s"), Cpu = new(Measure, "relay CPU each", "µs");

    private static readonly Figure Median = new(Measure, "whole time p50", "ms"), P99 = new(Measure, "whole time p99", "ms"), P999 = new(Measure, "whole time p99.9", "ms");

    public string Name => Measure;

    public async Task TakeAsync(Lab lab, Contender contender, Relaying relaying, Samples samples, int seconds)
    {
        double before = relaying.CpuMicroseconds();
        JsonElement load = await lab.FlowloadAsync("connect", relaying, seconds, "--at-once", "64");
        double used = relaying.CpuMicroseconds() - before;
        double done = Flowload.CheckedDone(load);
        samples.Add(Rate, done / load.GetProperty("seconds").GetDouble());
        if (relaying.Root is not null)
            samples.Add(Cpu, used / done);
        Flowload.AddPercentiles(load.GetProperty("total_us"), samples, (Median, "p50"), (P99, "p99"), (P999, "p999"));
    }
}
