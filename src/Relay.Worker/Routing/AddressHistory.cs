using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>
/// How addresses did when they were dialed, by each way out, for the order of the next dial (RFC 8305 section 4). Bounded, the longest known leaving first; shared by all
/// loops. Times are UTC ticks: what is known outlives the process (<see cref="AddressHistoryFile"/>).
/// </summary>
internal sealed class AddressHistory(int capacity = AddressHistory.DefaultCapacity)
{
    public const int DefaultCapacity = 10_000;

    /// <summary>RFC 6555 section 4.1 has ten minutes for what it calls the broken family; here it is an address.</summary>
    private static readonly long FailureLife = TimeSpan.FromMinutes(10).Ticks;

    private static readonly long ConnectionLife = TimeSpan.FromDays(1).Ticks;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Upstream, NetAddress Address), AddressRecord> records = [];
    private readonly Queue<(string Upstream, NetAddress Address)> order = new();

    /// <summary>Moves with each change.</summary>
    public long Version { get; private set; }

    public AddressPast Find(string upstream, NetAddress address, long now)
    {
        AddressRecord known;
        lock (gate)
        {
            if (!records.TryGetValue((upstream, address), out known))
                return default;
        }
        bool isFresh = known.ConnectedAt != 0 && now - known.ConnectedAt < ConnectionLife;
        return new AddressPast(isFresh ? known.Milliseconds : null, known.FailedAt > known.ConnectedAt && now - known.FailedAt < FailureLife);
    }

    /// <summary>Notes that it connected, and how long that took: a fourth of what is known is of the last time, so that one slow packet is no verdict.</summary>
    public void NoteConnected(string upstream, NetAddress address, TimeSpan took, long now) => Change(upstream, address, known =>
    {
        int last = (int)Math.Min(took.TotalMilliseconds, int.MaxValue);
        return known with { ConnectedAt = now, Milliseconds = known.ConnectedAt == 0 ? last : (int)((known.Milliseconds * 3L + last) / 4) };
    });

    /// <summary>Notes that it failed, or that another connected while it kept silent.</summary>
    public void NoteFailed(string upstream, NetAddress address, long now) => Change(upstream, address, known => known with { FailedAt = now });

    /// <summary>All that is of use at <paramref name="now"/>, the longest known first.</summary>
    public IReadOnlyList<KeyValuePair<(string Upstream, NetAddress Address), AddressRecord>> Read(long now)
    {
        lock (gate)
        {
            return [.. order.Select(key => KeyValuePair.Create(key, records[key]))
                .Where(entry => now - entry.Value.ConnectedAt < ConnectionLife || now - entry.Value.FailedAt < FailureLife)];
        }
    }

    /// <summary>Takes over what was read earlier.</summary>
    public void Load(IEnumerable<KeyValuePair<(string Upstream, NetAddress Address), AddressRecord>> entries)
    {
        foreach (((string upstream, NetAddress address), AddressRecord record) in entries)
            Change(upstream, address, _ => record);
    }

    private void Change(string upstream, NetAddress address, Func<AddressRecord, AddressRecord> change)
    {
        (string, NetAddress) key = (upstream, address);
        lock (gate)
        {
            bool isNew = !records.TryGetValue(key, out AddressRecord known);
            records[key] = change(known);
            Version++;
            if (!isNew)
                return;
            order.Enqueue(key);
            if (order.Count > capacity)
                records.Remove(order.Dequeue());
        }
    }
}
