namespace Relay.Store.Phantoms;

/// <summary>
/// Collects keys while a batch is under way, and asks for them together when it is done. Who asks for a key that waits shares its answer. Who waited goes on
/// on the batch's thread, so that loops are posted to in one go; nobody may block there.
/// </summary>
/// <remarks>
/// A batch has a price of its own (a round trip, a commit), and who was answered is likely to ask again. So a batch does not begin with the first few who come back:
/// it waits, for a moment, until half of those who ask at the same time are there. The other half is on its way meanwhile: where a third are there when a batch ends, the
/// next one begins before the answers are made out and told, and a database server works meanwhile. One or two who ask alone never wait.
/// </remarks>
/// <param name="ask">Asks for a batch.</param>
/// <param name="largest">Keys of a batch.</param>
/// <param name="limit">Keys that wait.</param>
/// <param name="time">The clock.</param>
/// <param name="together">Runs what tells all askers of a batch.</param>
/// <param name="patience">How long a batch waits for more keys; zero: not at all.</param>
/// <param name="sharesRunning">Whether a batch that has begun is joined too. Not where what it sees may be older than the question.</param>
internal sealed class Batcher<TKey, TValue>(
    Func<IReadOnlyCollection<TKey>, Task<BatchAnswers<TKey, TValue>>> ask, int largest, int limit, TimeProvider time, Action<Action> together,
    TimeSpan patience = default, bool sharesRunning = false)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Queue<TKey> order = new();
    private readonly Dictionary<TKey, TaskCompletionSource<TValue?>> shared = [];
    private bool running;
    private int asking;
    private TaskCompletionSource? gathering;

    private int Enough => Math.Min(asking / 2, largest);

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
            if (order.Count >= Enough)
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
        Batch<TKey, TValue>? batch = Begin(atLeast: 1, largest);
        while (batch is not null)
        {
            await batch.Asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Batch<TKey, TValue>? next = Begin(atLeast: EnoughAfter(batch), largest);
            batch.Read();
            End(batch);
            together(batch.Tell);
            batch = next ?? await GatherAsync().ConfigureAwait(false);
        }
    }

    private async Task<Batch<TKey, TValue>?> GatherAsync()
    {
        if (Gather() is { } gathered)
            await gathered.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Not more than half, or all would come back together: of two halves, one is told while the database works for the other.
        return Begin(atLeast: 1, Math.Min((asking + 1) / 2, largest), isLast: true);
    }

    /// <param name="atLeast">Null is returned where fewer keys wait.</param>
    /// <param name="atMost">So many are taken.</param>
    /// <param name="isLast">Whether nobody drains any more after null, and who asks next begins anew.</param>
    private Batch<TKey, TValue>? Begin(int atLeast, int atMost, bool isLast = false)
    {
        Dictionary<TKey, TaskCompletionSource<TValue?>> askers = [];
        lock (gate)
        {
            if (order.Count < atLeast)
            {
                running &= !isLast;
                return null;
            }
            while (askers.Count < atMost && order.TryDequeue(out TKey? key))
            {
                askers.Add(key, shared[key]);
                if (!sharesRunning)
                    shared.Remove(key);
            }
        }
        return new Batch<TKey, TValue>(askers, ask(askers.Keys));
    }

    /// <returns>How many are enough for the next batch.</returns>
    private int EnoughAfter(Batch<TKey, TValue> batch)
    {
        lock (gate)
        {
            // Before anybody is told, and comes back.
            asking = batch.Askers.Count + order.Count;
            return Math.Clamp(asking / 3, 1, largest);
        }
    }

    private void End(Batch<TKey, TValue> batch)
    {
        if (!sharesRunning)
            return;
        lock (gate)
        {
            foreach (TKey key in batch.Askers.Keys)
                shared.Remove(key);
        }
    }

    /// <summary>Ends when enough keys wait; null where they do, or nobody has the patience.</summary>
    private Task? Gather()
    {
        lock (gate)
        {
            gathering = patience > TimeSpan.Zero && order.Count < Enough ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            return gathering?.Task;
        }
    }
}
