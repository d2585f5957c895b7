namespace Relay.Store.Phantoms;

/// <summary>
/// Collects keys while a batch is under way, and asks for them together when it is done. Who asks for a key that waits shares its answer; a batch that
/// has begun is joined by nobody, because what it sees may be older than the question.
/// </summary>
internal sealed class Batcher<TKey, TValue>(Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> ask, int largest, int limit)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Queue<TKey> order = new();
    private readonly Dictionary<TKey, TaskCompletionSource<TValue?>> waiting = [];
    private bool running;

    /// <summary>The value of the key, or default where there is none.</summary>
    /// <exception cref="StoreUnavailableException">Too many keys wait.</exception>
    public Task<TValue?> AskAsync(TKey key)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(key, out TaskCompletionSource<TValue?>? shared))
                return shared.Task;
            if (waiting.Count >= limit)
                throw new StoreUnavailableException($"the store is behind: {limit} look-ups of phantoms wait already");
            TaskCompletionSource<TValue?> own = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add(key, own);
            order.Enqueue(key);
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
            try
            {
                IReadOnlyDictionary<TKey, TValue> found = await ask(batch.Keys).ConfigureAwait(false);
                foreach ((TKey key, TaskCompletionSource<TValue?> source) in batch)
                    source.SetResult(found.GetValueOrDefault(key));
            }
            catch (Exception e)
            {
                foreach (TaskCompletionSource<TValue?> source in batch.Values)
                    source.TrySetException(e);
            }
        }
    }

    private Dictionary<TKey, TaskCompletionSource<TValue?>> Take()
    {
        Dictionary<TKey, TaskCompletionSource<TValue?>> batch = [];
        lock (gate)
        {
            while (batch.Count < largest && order.TryDequeue(out TKey? key))
            {
                waiting.Remove(key, out TaskCompletionSource<TValue?>? source);
                batch.Add(key, source!);
            }
            running = batch.Count > 0;
        }
        return batch;
    }
}
