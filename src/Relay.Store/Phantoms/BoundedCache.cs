using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Relay.Store.Phantoms;

/// <summary>
/// A cache of two generations: what is used moves to the young one; when that has half of the size, the old one is dropped and the young one becomes old.
/// Reads take no lock.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(int size)
    where TKey : notnull
{
    private readonly int half = Math.Max(1, size / 2);
    private readonly Lock turning = new();
    private volatile Generations generations = new([], []);
    private int young, old;

    /// <summary>Entries in both generations: those of the old one that were used since it is old are in both.</summary>
    public int Count => Volatile.Read(ref young) + Volatile.Read(ref old);

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        Generations now = generations;
        if (now.Young.TryGetValue(key, out value))
            return true;
        if (!now.Old.TryGetValue(key, out value))
            return false;
        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        // ConcurrentDictionary.Count takes all its locks: counted here instead.
        if (!generations.Young.TryAdd(key, value))
            generations.Young[key] = value;
        else if (Interlocked.Increment(ref young) >= half)
            Turn();
    }

    public void Remove(TKey key)
    {
        Generations now = generations;
        if (now.Young.TryRemove(key, out _))
            Interlocked.Decrement(ref young);
        now.Old.TryRemove(key, out _);
    }

    private void Turn()
    {
        lock (turning)
        {
            if (Volatile.Read(ref young) < half)
                return;
            generations = new Generations([], generations.Young);
            Volatile.Write(ref old, young);
            Volatile.Write(ref young, 0);
        }
    }

    private sealed record Generations(ConcurrentDictionary<TKey, TValue> Young, ConcurrentDictionary<TKey, TValue> Old);
}
