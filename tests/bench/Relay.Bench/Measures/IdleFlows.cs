using System.Diagnostics;
using Relay.Bench.Contenders;

namespace Relay.Bench.Measures;

/// <summary>Memory of a fresh process with flows that do nothing.</summary>
internal sealed class IdleFlows : IMeasure
{
    private const string Measure = "memory";
    private const double KiB = 1024, MiB = 1 << 20;

    public static readonly Figure PerFlow = new(Measure, "per flow, at 9,000 idle", "KiB");

    private static readonly Figure Empty = new(Measure, "private, no flows", "MiB");

    public string Name => Measure;

    public async Task TakeAsync(Lab lab, Contender contender, Relaying relaying, Samples samples, int seconds)
    {
        if (relaying.Root is null)
            return;
        Relaying fresh = await contender.StartAsync(lab);
        try
        {
            await lab.DirectAsync(fresh.TransparentPort);
            // The first flows of a process bring its code in, and fill its caches (those of the database too).
            _ = await lab.FlowloadAsync("connect", fresh, seconds: 3, "--at-once", "64");
            double empty = fresh.PrivateBytes();
            samples.Add(Empty, empty / MiB);
            foreach (int flows in new[] { 1000, 9000 })
            {
                double full = await WithIdleAsync(lab, fresh, flows);
                samples.Add(new Figure(Measure, $"private, {flows:N0} idle flows", "MiB"), full / MiB);
                if (flows == 9000)
                    samples.Add(PerFlow, (full - empty) / flows / KiB);
            }
        }
        finally
        {
            lab.End(fresh.Root!);
        }
    }

    private static async Task<double> WithIdleAsync(Lab lab, Relaying relaying, int flows)
    {
        using Process idle = Tool.Start(lab.Client, [.. Lab.FlowloadCommand("idle", Lab.EchoPort, relaying), "--count", $"{flows}"], input: true, output: true);
        try
        {
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
            string? opened = await idle.StandardOutput.ReadLineAsync(limit.Token);
            if (opened is null || !opened.Contains($"\"open\":{flows},", StringComparison.Ordinal))
                throw new MeasureFailedException($"{flows} flows could not be opened: {opened}");
            await Task.Delay(1500); // the audit's rows are on their way
            double used = relaying.PrivateBytes();
            await idle.StandardInput.WriteLineAsync();
            string? echoed = await idle.StandardOutput.ReadLineAsync(limit.Token);
            return echoed is not null && echoed.Contains($"\"echoed\":{flows}", StringComparison.Ordinal)
                ? used
                : throw new MeasureFailedException($"of {flows} idle flows not all were alive: {echoed}");
        }
        catch (OperationCanceledException)
        {
            throw new MeasureFailedException($"{flows} flows were not open within 60 s");
        }
        finally
        {
            idle.Kill(entireProcessTree: true);
            await idle.WaitForExitAsync();
        }
    }
}
