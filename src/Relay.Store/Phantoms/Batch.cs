namespace Relay.Store.Phantoms;

/// <summary>Keys that are asked for together, and who waits for each.</summary>
/// <param name="askers">Their values or failures are set by <see cref="Tell"/>.</param>
/// <param name="asked">The asking.</param>
internal sealed class Batch<TKey, TValue>(Dictionary<TKey, TaskCompletionSource<TValue?>> askers, Task<BatchAnswers<TKey, TValue>> asked)
    where TKey : notnull
{
    private IReadOnlyDictionary<TKey, TValue> found = new Dictionary<TKey, TValue>();
    private Exception? failure;

    public Dictionary<TKey, TaskCompletionSource<TValue?>> Askers => askers;

    public Task Asked => asked;

    /// <summary>Makes the answers out; to be called when the asking has ended.</summary>
    public void Read()
    {
        try
        {
            found = asked.GetAwaiter().GetResult()();
        }
        catch (Exception e)
        {
            failure = e;
        }
    }

    public void Tell()
    {
        foreach ((TKey key, TaskCompletionSource<TValue?> asker) in askers)
        {
            if (failure is null)
                asker.SetResult(found.GetValueOrDefault(key));
            else
                asker.SetException(failure);
        }
    }
}
