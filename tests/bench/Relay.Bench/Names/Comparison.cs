namespace Relay.Bench.Names;

/// <summary>
/// Servers that are compared with each other. All are up, and in each round each kind of questions goes to all of them, one after the other: the same program gets
/// half or twice as much done from minute to minute on a machine that is shared, and seconds apart it does not.
/// </summary>
internal static class Comparison
{
    private const int FirstPort = 5390;

    public static async Task RunAsync(IReadOnlyList<NameServer> servers, IReadOnlyList<Figure> kinds, Results results, BenchOptions options)
    {
        List<ServerUnderTest> up = [];
        try
        {
            foreach ((int index, NameServer server) in servers.Index())
                await TryAsync(new Samples(results, server.Name, round: 1), async _ => up.Add(await ServerUnderTest.StartAsync(server, FirstPort + index)));
            for (int round = 1; round <= options.Rounds; round++)
            {
                foreach (Figure kind in kinds)
                {
                    foreach (ServerUnderTest server in up)
                        await TryAsync(new Samples(results, server.Name, round), async samples => samples.Add(kind, await server.AskAsync(kind, options.Seconds)));
                }
                foreach (ServerUnderTest server in up.Where(_ => round == 1))
                    new Samples(results, server.Name, round).Add(NameBench.Memory, server.PrivateMebibytes());
                Console.Error.WriteLine($"{string.Join("; ", servers.Select(server => server.Name))}: round {round} of {options.Rounds}");
            }
        }
        finally
        {
            up.ForEach(server => server.Dispose());
        }
    }

    private static async Task TryAsync(Samples samples, Func<Samples, Task> take)
    {
        try
        {
            await take(samples);
        }
        catch (MeasureFailedException failed)
        {
            // An empty cell with its reason, never a guess.
            samples.Failed("DNS", failed.Message);
        }
    }
}
