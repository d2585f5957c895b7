namespace Relay.Store.Phantoms;

/// <summary>Phantoms that clients connected to, until they are written: each once an hour, because a time of use is not wanted more exactly. Thread-safe.</summary>
internal sealed class PhantomUses(TimeProvider time)
{
    private const int Remembered = 1_000_000;

    /// <summary>More wait only where the database has been away for long; then the oldest uses are told by later ones.</summary>
    private const int MostWaiting = 1_000_000;

    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    private readonly BoundedCache<long, long> noted = new(Remembered);
    private readonly Lock gate = new();
    private HashSet<long> waiting = [];

    public void Note(long id)
    {
        if (noted.TryGet(id, out long at) && time.GetElapsedTime(at) < Between)
            return;
        noted.Set(id, time.GetTimestamp());
        lock (gate)
        {
            if (waiting.Count < MostWaiting)
                waiting.Add(id);
        }
    }

    /// <summary>Those that wait to be written; they wait no more.</summary>
    public IReadOnlyCollection<long> Take()
    {
        lock (gate)
        {
            HashSet<long> taken = waiting;
            waiting = [];
            return taken;
        }
    }

    /// <summary>They could not be written.</summary>
    public void PutBack(IEnumerable<long> ids)
    {
        lock (gate)
            waiting.UnionWith(ids);
    }
}
