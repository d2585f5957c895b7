using Relay.Store;
using Relay.Store.Model;

namespace Relay.TestKit;

/// <summary>Phantoms without a database. What is not cached is found by the asynchronous look-ups only.</summary>
public sealed class MemoryPhantoms : IPhantoms
{
    private readonly Dictionary<DomainName, Phantom> phantoms = [];
    private readonly List<Phantom> used = [];
    private readonly Lock gate = new();

    /// <summary>False: the synchronous look-ups find nothing, as with a cache that has just dropped everything.</summary>
    public bool IsCaching { get; set; } = true;

    /// <summary>Awaited before each asynchronous look-up: throws or waits in a test's stead of the database.</summary>
    public Func<CancellationToken, Task> Database { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What stands against each asynchronous look-up.</summary>
    public PhantomLimit Limit { get; set; }

    /// <summary>Those that were connected to, in their order.</summary>
    public IReadOnlyList<Phantom> Used
    {
        get
        {
            lock (gate)
                return [.. used];
        }
    }

    public int Count
    {
        get
        {
            lock (gate)
                return phantoms.Count;
        }
    }

    /// <summary>Gives the name a phantom, as if it had been asked for before.</summary>
    public Phantom Add(string domain)
    {
        lock (gate)
            return Assign(DomainName.Parse(domain));
    }

    public bool TryGet(DomainName domain, out Phantom phantom)
    {
        phantom = default;
        lock (gate)
            return IsCaching && phantoms.TryGetValue(domain, out phantom);
    }

    public bool TryGet(Phantom phantom, out DomainName domain)
    {
        DomainName? found = IsCaching ? Find(phantom) : null;
        domain = found.GetValueOrDefault();
        return found.HasValue;
    }

    public async ValueTask<AssignedPhantom> AssignAsync(DomainName domain, NetAddress client, CancellationToken cancellation = default)
    {
        await Database(cancellation).ConfigureAwait(false);
        lock (gate)
            return Limit == PhantomLimit.None ? new(Assign(domain)) : new(default, Limit);
    }

    public async ValueTask<FoundName> FindAsync(Phantom phantom, NetAddress client, CancellationToken cancellation = default)
    {
        await Database(cancellation).ConfigureAwait(false);
        return Limit == PhantomLimit.None ? new(Find(phantom)) : new(null, Limit);
    }

    public void NoteUse(Phantom phantom)
    {
        lock (gate)
            used.Add(phantom);
    }

    public string Describe(PhantomLimit limit) => $"limit {limit}";

    public long CountOf(PhantomLimit limit) => 0;

    private Phantom Assign(DomainName domain)
    {
        if (!phantoms.TryGetValue(domain, out Phantom phantom))
            phantoms[domain] = phantom = new Phantom(phantoms.Count + 1, (uint)(phantoms.Count * 7919 + 1) & Phantom.MaxTag);
        return phantom;
    }

    private DomainName? Find(Phantom phantom)
    {
        lock (gate)
        {
            foreach ((DomainName domain, Phantom candidate) in phantoms)
            {
                if (candidate == phantom)
                    return domain;
            }
        }
        return null;
    }
}
