namespace Relay.Store.Phantoms;

/// <summary>
/// Has the cache know names before anybody asks: the newest of the table at the start, and then what other processes gave. To ask for each by itself, when it is wanted,
/// takes a process a hundred times as long. It is no promise: what is not read in time is looked up.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="cache">Where they go.</param>
/// <param name="atStart">How many are read at the start; with 0, none are read then or later.</param>
internal sealed class NewestNames(IPhantomTable table, PhantomCache cache, int atStart)
{
    /// <summary>Rows of one query: who asks for a name waits behind it.</summary>
    private const int Slice = 1000;

    /// <summary>Where others give more between two looks, the oldest of those are passed over.</summary>
    public const int MostAtOnce = 5000;

    private long? read;

    /// <summary>The first query takes long: better at the start than before the first DNS answer. What goes wrong is told to who really asks.</summary>
    public async Task WarmUpAsync() => await ReadAsync(long.MaxValue, atStart).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Reads what others gave since the call before; at the first, and where the table has gone back, nothing. Not for two callers at once.</summary>
    /// <param name="newest">The highest id that the table has given.</param>
    /// <exception cref="StoreUnavailableException">It cannot be read now.</exception>
    public async Task FollowAsync(long newest)
    {
        int given = (int)Math.Clamp(newest - (read ?? newest), 0, MostAtOnce);
        read = newest;
        if (atStart > 0 && !Knows(newest, given))
            await ReadAsync(newest + 1, given).ConfigureAwait(false);
    }

    /// <summary>Whether this process knows the last ids, as it does where it gave them itself.</summary>
    private bool Knows(long newest, int count)
    {
        PhantomCache.Maps present = cache.Present;
        for (long id = newest; id > newest - count; id--)
        {
            if (!present.TryGet(id, out _, out _))
                return false;
        }
        return true;
    }

    private async Task ReadAsync(long before, int count)
    {
        while (count > 0)
        {
            PhantomCache.Maps present = cache.Present;
            int most = Math.Min(count, Slice);
            IReadOnlyList<PhantomRow> rows = await table.NewestAsync(before, most).ConfigureAwait(false);
            foreach (PhantomRow row in rows)
                _ = present.Add(row);
            if (rows.Count < most)
                return;
            count -= most;
            before = rows[^1].Id;
        }
    }
}
