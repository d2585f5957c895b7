using System.Net;

namespace Relay.LoadKit;

/// <summary>Short connections one after the other, a few at once; now and then one that moves many bytes each way.</summary>
internal static class SequenceLoad
{
    private const int BulkEvery = 100;

    public static async Task RunAsync(Arguments arguments)
    {
        IPEndPoint[] targets = arguments.Targets;
        byte[] bulk = new byte[arguments.Number("bulk")];
        new Random(1).NextBytes(bulk);
        Tally tally = new();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, arguments.Number("flows")),
            new ParallelOptions { MaxDegreeOfParallelism = arguments.Number("parallel") },
            async (n, _) => await tally.CountAsync(async () =>
            {
                using EchoClient client = await EchoClient.ConnectAsync(targets[n % targets.Length]);
                await (n % BulkEvery == 0 ? client.EchoAsync(bulk) : client.EchoAsync());
                await client.EndAsync();
            }));
        tally.Print("flows");
    }
}
