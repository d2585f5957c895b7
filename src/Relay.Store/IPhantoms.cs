using Relay.Store.Model;

namespace Relay.Store;

/// <summary>
/// Phantoms, cached both ways. The synchronous look-ups touch no database and never wait; the others share one query among all who ask
/// for the same at the same time, and complete on a thread of the store's: callers come home through their own context.
/// </summary>
public interface IPhantoms
{
    /// <summary>The phantom of a name, if it is in the cache.</summary>
    bool TryGet(DomainName domain, out Phantom phantom);

    /// <summary>The name of a phantom, if it is in the cache with that tag.</summary>
    bool TryGet(Phantom phantom, out DomainName domain);

    /// <summary>The phantom of a name; a new one is durable before the task completes (invariant 1). Over a limit there is none: answer SERVFAIL.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was assigned: answer SERVFAIL.</exception>
    ValueTask<AssignedPhantom> AssignAsync(DomainName domain, NetAddress client, CancellationToken cancellation = default);

    /// <summary>The name of a phantom; null where nobody was given it, or with another tag.</summary>
    /// <exception cref="StoreUnavailableException">Not known now: refuse the flow.</exception>
    ValueTask<FoundName> FindAsync(Phantom phantom, NetAddress client, CancellationToken cancellation = default);

    /// <summary>A client connects to it. Written later, with others.</summary>
    void NoteUse(Phantom phantom);

    /// <summary>A limit in words, for the audit.</summary>
    string Describe(PhantomLimit limit);

    /// <summary>How often the limit stood against something.</summary>
    long CountOf(PhantomLimit limit);
}
