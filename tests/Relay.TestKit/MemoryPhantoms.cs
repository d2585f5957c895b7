using Relay.Store;
using Relay.Store.Model;

namespace Relay.TestKit;

/// <summary>Phantoms without a database. What is not cached is found by the asynchronous look-ups only.</summary>
public sealed class MemoryPhantoms : IPhantoms
{
    private readonly Dictionary<DomainName, Phantom> phantoms = [];
    private readonly Lock gate = new();

    /// <summary>False: the synchronous look-ups find nothing, as with a cache that has just dropped everything.</summary>
    public bool IsCaching { get; set; } = true;

    /// <summary>Awaited before each asynchronous look-up: throws or waits in a test's stead of the database.</summary>
    public Func<CancellationToken, Task> Database { get; set; } = static _ => Task.CompletedTask;

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

    public async ValueTask<Phantom> AssignAsync(DomainName domain, CancellationToken cancellation = default)
    {
        await Database(cancellation).ConfigureAwait(false);
        lock (gate)
            return Assign(domain);
    }

    public async ValueTask<DomainName?> FindAsync(Phantom phantom, CancellationToken cancellation = default)
    {
        await Database(cancellation).ConfigureAwait(false);
        return Find(phantom);
    }

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
