using Relay.Bench.Contenders;
using Relay.Bench.Measures;

namespace Relay.Bench;

/// <summary>The whole run: every round takes every measure of every contender in turn, so that what else the machine does hits all alike.</summary>
internal static class Run
{
    private static readonly IReadOnlyList<IMeasure> AllMeasures =
        [new NewConnections(), new ConnectionTime(), new Requests(), new Bulk(1), new Bulk(4), new RequestsBesideBulk(), new IdleFlows(), new NewNames()];

    public static async Task<int> AllAsync(BenchOptions options)
    {
        IReadOnlyList<IMeasure> measures = options.Choose(AllMeasures, measure => measure.Name);
        IReadOnlyList<Contender> contenders = options.Choose(Contender.All, contender => contender.Name, Contender.OnRequest);
        Results results = new();
        await using Lab lab = await Lab.OpenAsync(options.Congestion);
        List<(Contender Contender, Relaying Relaying)> running = [];
        foreach (Contender contender in contenders)
        {
            Relaying relaying = await contender.StartAsync(lab);
            running.Add((contender, relaying));
            // A program that compiles while it runs is measured as it is after its first tens of thousands of connections.
            await WarmUpAsync(lab, relaying);
        }
        for (int round = 1; round <= options.Rounds; round++)
        {
            foreach (IMeasure measure in measures)
            {
                foreach ((Contender contender, Relaying relaying) in running)
                    await TakeAsync(measure, contender, relaying, new Samples(results, contender.Name, round), lab, options.Seconds);
            }
            Console.Error.WriteLine($"Round {round} of {options.Rounds}");
        }
        Report report = new(results, contenders, options, TimeProvider.System.GetUtcNow());
        Directory.CreateDirectory(options.Output);
        string table = report.ToMarkdown();
        await File.WriteAllTextAsync(Path.Combine(options.Output, "results.md"), table);
        await File.WriteAllTextAsync(Path.Combine(options.Output, "results.json"), report.ToJson());
        await Console.Out.WriteAsync(table);
        return 0;
    }

    private static async Task WarmUpAsync(Lab lab, Relaying relaying)
    {
        await lab.DirectAsync(relaying.TransparentPort);
        for (int i = 0; i < 3; i++)
        {
            _ = await lab.FlowloadAsync("connect", relaying, seconds: 3, "--at-once", "64");
            _ = await lab.WrkAsync(relaying, seconds: 1);
        }
    }

    private static async Task TakeAsync(IMeasure measure, Contender contender, Relaying relaying, Samples samples, Lab lab, int seconds)
    {
        await lab.DirectAsync(relaying.TransparentPort);
        try
        {
            await measure.TakeAsync(lab, contender, relaying, samples, seconds);
        }
        catch (MeasureFailedException failed)
        {
            // An empty cell with its reason, never a guess.
            samples.Failed(measure.Name, failed.Message);
        }
    }
}
