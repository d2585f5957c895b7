using System.Text.Json;
using Relay.Bench.Contenders;

namespace Relay.Bench.Measures;

/// <summary>HTTP requests on 32 connections that are kept, as fast as they go.</summary>
internal sealed class Requests : IMeasure
{
    private const string Measure = "requests on 32 kept connections";

    public static readonly Figure Rate = new(Measure, "a second", "1/s"), Cpu = new(Measure, "relay CPU each", "µs"), P99 = new(Measure, "p99", "ms"), P999 = new(Measure, "p99.9", "ms");

    private static readonly Figure Median = new(Measure, "p50", "ms");

    public string Name => Measure;

    public async Task TakeAsync(Lab lab, Contender contender, Relaying relaying, Samples samples, int seconds)
    {
        double before = relaying.CpuMicroseconds();
        JsonElement load = await lab.WrkAsync(relaying, seconds);
        double used = relaying.CpuMicroseconds() - before;
        double done = Wrk.CheckedDone(load);
        samples.Add(Rate, done / load.GetProperty("duration_us").GetDouble() * 1e6);
        if (relaying.Root is not null)
            samples.Add(Cpu, used / done);
        JsonElement latency = load.GetProperty("latency_us");
        Flowload.AddPercentiles(latency, samples, (Median, "p50"), (P99, "p99"), (P999, "p999"));
    }
}
