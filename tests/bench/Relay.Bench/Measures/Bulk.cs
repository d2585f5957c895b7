using Relay.Bench.Contenders;

namespace Relay.Bench.Measures;

/// <summary>Throughput of streams in parallel, to the server (up) and from it (down).</summary>
internal sealed class Bulk(int streams) : IMeasure
{
    public string Name => Measure(streams);

    public static Figure Throughput(int streams, bool down) => new(Measure(streams), down ? "down" : "up", "Gbit/s");

    public static Figure CpuPerGiB(int streams, bool down) => new(Measure(streams), $"relay CPU per GiB {(down ? "down" : "up")}", "ms");

    public async Task TakeAsync(Lab lab, Contender contender, Relaying relaying, Samples samples, int seconds)
    {
        foreach (bool down in new[] { false, true })
        {
            double before = relaying.CpuMicroseconds();
            (double bytes, double took) = await Iperf.RunAsync(lab, relaying, streams, down, seconds);
            double used = relaying.CpuMicroseconds() - before;
            samples.Add(Throughput(streams, down), bytes * 8 / took / 1e9);
            if (relaying.Root is not null)
                samples.Add(CpuPerGiB(streams, down), used / 1000 / (bytes / (1 << 30)));
        }
    }

    private static string Measure(int streams) => streams == 1 ? "bulk, 1 stream" : $"bulk, {streams} streams";
}
