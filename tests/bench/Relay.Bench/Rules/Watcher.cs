using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store;

namespace Relay.Bench.Rules;

/// <summary>A process that has the rules of a store in force, and prints when (monotonic ticks, the same for all processes) each revision came into force.</summary>
internal static class Watcher
{
    public static async Task<int> WatchAsync(string location)
    {
        RelayStore store = await RelayStore.OpenAsync(
            new StoreOptions { Location = location }, StoreRole.DnsBackend, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        await using (store)
        {
            store.Snapshots.Swapped += snapshot => Console.Out.WriteLine($"{snapshot.Revision} {Stopwatch.GetTimestamp()}");
            Console.Out.WriteLine("ready 0");
            // Until the other end of our standard input is closed.
            _ = await Console.In.ReadToEndAsync();
        }
        return 0;
    }
}
