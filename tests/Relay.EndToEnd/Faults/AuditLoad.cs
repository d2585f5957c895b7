using System.Collections.Concurrent;
using System.Net;
using Relay.EndToEnd.Lab;

namespace Relay.EndToEnd.Faults;

/// <summary>Flows, a few at once, until it is told to end; and what each of them saw.</summary>
internal sealed class AuditLoad : IAsyncDisposable
{
    private const int AtOnce = 12;

    /// <summary>Between two flows of one of them: some hundred a second are enough.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>What a flow that ended within this time of its worker's death had said to its client may be more than it had noted.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<AuditClient> clients = new();
    private readonly List<DateTime> kills = [];
    private readonly CancellationTokenSource ending = new();
    private readonly Task running;
    private readonly Random random;
    private int count;

    public AuditLoad(IPEndPoint listener, IPEndPoint target, int seed)
    {
        random = new Random(seed);
        running = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => LoadAsync(listener, target))));
    }

    /// <summary>How many flows have ended.</summary>
    public int Count => clients.Count;

    public int Complete => clients.Count(client => client.IsComplete);

    /// <summary>Notes that a worker is being killed.</summary>
    public void NoteKill() => kills.Add(TimeProvider.System.GetUtcNow().UtcDateTime);

    public async Task EndAsync()
    {
        await ending.CancelAsync();
        await running;
    }

    /// <summary>How the audit differs from what the clients saw; a line each.</summary>
    public IEnumerable<string> Compare(IReadOnlyList<AuditRow> rows)
    {
        ILookup<string, AuditRow> byClient = rows.ToLookup(row => row.ClientAddress);
        HashSet<string> known = [.. clients.Select(client => client.Address.ToString())];
        foreach (AuditRow row in rows.Where(row => !known.Contains(row.ClientAddress)))
            yield return $"nobody's row: {row}";
        foreach (AuditClient client in clients)
        {
            AuditRow[] own = [.. byClient[client.Address.ToString()]];
            string who = $"{client.Address} (granted {client.WasGranted}, complete {client.IsComplete}, {client.Bytes} bytes, ended {client.EndedAt:HH:mm:ss.fff})";
            if (own.Length > 1 || (own.Length == 0 && client.WasGranted))
                yield return $"{who} has {own.Length} rows";
            else if (own.Length == 1 && Judge(client, own[0]) is { } wrong)
                yield return $"{who}: {wrong}: {own[0]}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        ending.Dispose();
    }

    private string? Judge(AuditClient client, AuditRow row)
    {
        bool mayBeLost = kills.Any(kill => client.EndedAt > kill - Moment && client.EndedAt < kill + 2 * Moment);
        if (client.SawWrongBytes)
            return "other bytes came back";
        if (row.Outcome == "lost")
            return mayBeLost ? null : "lost, though nobody killed its worker";
        if (client.IsComplete)
            return (row.Outcome, row.BytesUp, row.BytesDown) == ("ok", client.Bytes, client.Bytes) ? null : "it was complete";
        // Its client heard of no end, because the worker was killed in between.
        return mayBeLost ? null : "it was not complete, though nobody killed its worker";
    }

    private async Task LoadAsync(IPEndPoint listener, IPEndPoint target)
    {
        while (!ending.IsCancellationRequested)
        {
            AuditClient client;
            lock (random)
                client = new AuditClient(count++, random);
            await client.RunAsync(listener, target);
            clients.Enqueue(client);
            await Task.Delay(Pause);
        }
    }
}
