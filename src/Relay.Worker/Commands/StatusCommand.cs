using System.Text.Json;
using Relay.Worker.Monitoring;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Commands;

/// <summary><c>urelay status</c>: how the workers of a store that run on this machine are doing. No database is asked: it may be what is wrong.</summary>
internal static class StatusCommand
{
    /// <summary>Rates are those of this time.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DictionaryKeyPolicy = null, WriteIndented = true };

    public static async Task<int> RunAsync(Settings settings, bool json)
    {
        IReadOnlyList<WorkerStatus> workers = await ReadAsync(settings.Store.JournalRoot, settings.Store.Name);
        if (workers.Count == 0)
            return Outcomes.Tell($"no worker of the store {settings.Store.Name} runs on this machine (journal directory {settings.Store.JournalRoot})", Outcomes.Failed);
        await Console.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { workers }, Format)
            : string.Join('\n', workers.Select(StatusScreen.Of)).TrimEnd());
        return 0;
    }

    private static async Task<IReadOnlyList<WorkerStatus>> ReadAsync(string path, string store)
    {
        if (!Directory.Exists(path))
            return [];
        using SocketDirectory directory = SocketDirectory.Open(path);
        WorkerClient client = new(directory);
        IReadOnlyDictionary<string, MetricsText> before = await client.ReadAllAsync();
        if (before.Count == 0)
            return [];
        await Task.Delay(Moment, TimeProvider.System);
        IReadOnlyDictionary<string, MetricsText> now = await client.ReadAllAsync();
        return [.. from page in now
                   where before.ContainsKey(page.Key)
                   let status = WorkerStatus.Of(before[page.Key], page.Value)
                   where status.Store == store
                   orderby status.Worker
                   select status];
    }
}
