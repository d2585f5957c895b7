using System.Diagnostics;
using System.Net;

namespace Relay.LoadKit;

/// <summary>Many idle connections, and beside them new short ones at a steady rate; at the end the idle ones still echo.</summary>
internal static class FlowLoad
{
    private const int Parallel = 64;

    public static async Task RunAsync(Arguments arguments)
    {
        IPEndPoint[] targets = arguments.Targets;
        Tally opening = new(), fresh = new(), echoing = new(), ending = new();
        EchoClient?[] idle = new EchoClient?[arguments.Number("idle")];
        await ForEachAsync(idle, opening, async i =>
        {
            idle[i] = await EchoClient.ConnectAsync(targets[i % targets.Length]);
            await idle[i]!.EchoAsync();
        });
        opening.Print("idle");
        await AtRateAsync(arguments.Number("rate"), arguments.Number("seconds"), n => fresh.CountAsync(async () =>
        {
            using EchoClient client = await EchoClient.ConnectAsync(targets[n % targets.Length]);
            await client.EchoAsync();
            await client.EndAsync();
        }));
        fresh.Print("new");
        await ForEachAsync(idle, echoing, i => idle[i]!.EchoAsync());
        echoing.Print("echo");
        await ForEachAsync(idle, ending, i => idle[i]!.EndAsync());
        ending.Print("end");
    }

    private static Task ForEachAsync(EchoClient?[] all, Tally tally, Func<int, Task> work) => System.Threading.Tasks.Parallel.ForEachAsync(
        Enumerable.Range(0, all.Length), new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (i, _) => await tally.CountAsync(() => work(i)));

    /// <summary>Begins so many a second, whatever becomes of them, and waits for the last.</summary>
    private static async Task AtRateAsync(int rate, int seconds, Func<int, Task> begin)
    {
        List<Task> begun = [];
        for (long start = Stopwatch.GetTimestamp(); begun.Count < rate * seconds;)
        {
            int due = Math.Min(rate * seconds, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate));
            while (begun.Count < due)
                begun.Add(begin(begun.Count));
            await Task.Delay(5);
        }
        await Task.WhenAll(begun);
    }
}
