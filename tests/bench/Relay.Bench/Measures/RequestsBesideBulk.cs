using System.Text.Json;
using Relay.Bench.Contenders;

namespace Relay.Bench.Measures;

/// <summary>The same requests while one stream takes what it can get: who is fair?</summary>
internal sealed class RequestsBesideBulk : IMeasure
{
    private const string Measure = "requests beside a bulk stream";

    public static readonly Figure P99 = new(Measure, "p99", "ms");

    private static readonly Figure Rate = new(Measure, "a second", "1/s"), Throughput = new(Measure, "the stream", "Gbit/s");

    public string Name => Measure;

    public async Task TakeAsync(Lab lab, Contender contender, Relaying relaying, Samples samples, int seconds)
    {
        Task<(double Bytes, double Seconds)> stream = Iperf.RunAsync(lab, relaying, streams: 1, down: true, seconds + 2);
        await Task.Delay(1200);
        JsonElement load = await lab.WrkAsync(relaying, seconds);
        (double bytes, double took) = await stream;
        samples.Add(Rate, Wrk.CheckedDone(load) / load.GetProperty("duration_us").GetDouble() * 1e6);
        samples.Add(P99, load.GetProperty("latency_us").GetProperty("p99").GetDouble() / 1000);
        samples.Add(Throughput, bytes * 8 / took / 1e9);
    }
}
