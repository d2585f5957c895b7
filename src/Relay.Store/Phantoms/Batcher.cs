namespace Relay.Store.Phantoms;

/// <summary>
/// Collects keys while a batch is under way, and asks for them together when it is done. Who asks for a key that waits shares its answer. Who waited goes on
/// on the batch's thread, before the next batch begins: loops are posted to in one go, and nobody may block there.
/// </summary>
/// <remarks>
/// A batch has a price of its own (a round trip, a commit), and who was answered is likely to ask again. So a batch does not begin with the first few who come back:
/// it waits, for a moment, until half of those who ask at the same time are there. The other half is on its way meanwhile. One or two who ask alone never wait.
/// </remarks>
/// <param name="ask">Asks for a batch.</param>
/// <param name="largest">Keys of a batch.</param>
/// <param name="limit">Keys that wait.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long a batch waits for more keys; zero: not at all.</param>
/// <param name="sharesRunning">Whether a batch that has begun is joined too. Not where what it sees may be older than the question.</param>
internal sealed class Batcher<TKey, TValue>(
    Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> ask, int largest, int limit, TimeProvider time, TimeSpan patience = default, bool sharesRunning = false)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Queue<TKey> order = new();
    private readonly Dictionary<TKey, TaskCompletionSource<TValue?>> shared = [];
    private bool running;
    private int enough;
    private TaskCompletionSource? gathering;

    /// <summary>The value of the key if somebody asks for it already, else null.</summary>
    public Task<TValue?>? Join(TKey key)
    {
        lock (gate)
            return shared.TryGetValue(key, out TaskCompletionSource<TValue?>? asked) ? asked.Task : null;
    }

    /// <summary>The value of the key, or default where there is none.</summary>
    /// <exception cref="StoreUnavailableException">Too many keys wait.</exception>
    public Task<TValue?> AskAsync(TKey key)
    {
        lock (gate)
        {
            if (shared.TryGetValue(key, out TaskCompletionSource<TValue?>? asked))
                return asked.Task;
            if (order.Count >= limit)
                return Task.FromException<TValue?>(new StoreUnavailableException($"the store is behind: {limit} look-ups of phantoms wait already"));
            TaskCompletionSource<TValue?> own = new();
            shared.Add(key, own);
            order.Enqueue(key);
            if (order.Count >= enough)
                gathering?.TrySetResult();
            if (!running)
            {
                running = true;
                _ = Task.Run(DrainAsync);
            }
            return own.Task;
        }
    }

    private async Task DrainAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            await AnswerAsync(batch).ConfigureAwait(false);
            if (Gather() is { } gathered)
                await gathered.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AnswerAsync(Dictionary<TKey, TaskCompletionSource<TValue?>> batch)
    {
        try
        {
            IReadOnlyDictionary<TKey, TValue> found = await ask(batch.Keys).ConfigureAwait(false);
            End(batch);
            foreach ((TKey key, TaskCompletionSource<TValue?> source) in batch)
                source.SetResult(found.GetValueOrDefault(key));
        }
        catch (Exception e)
        {
            End(batch);
            foreach (TaskCompletionSource<TValue?> source in batch.Values)
                source.TrySetException(e);
        }
    }

    private Dictionary<TKey, TaskCompletionSource<TValue?>> Take()
    {
        Dictionary<TKey, TaskCompletionSource<TValue?>> batch = [];
        lock (gate)
        {
            while (batch.Count < largest && order.TryDequeue(out TKey? key))
            {
                batch.Add(key, shared[key]);
                if (!sharesRunning)
                    shared.Remove(key);
            }
            running = batch.Count > 0;
        }
        return batch;
    }

    private void End(Dictionary<TKey, TaskCompletionSource<TValue?>> batch)
    {
        lock (gate)
        {
            // Before anybody is told, and comes back.
            enough = Math.Min((batch.Count + order.Count) / 2, largest);
            if (!sharesRunning)
                return;
            foreach (TKey key in batch.Keys)
                shared.Remove(key);
        }
    }

    /// <summary>Ends when enough keys wait; null where they do, or nobody has the patience.</summary>
    private Task? Gather()
    {
        lock (gate)
        {
            gathering = patience > TimeSpan.Zero && order.Count < enough ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            return gathering?.Task;
        }
    }
}
