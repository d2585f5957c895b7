using Relay.Store.Model;
using Relay.Worker.Sockets;

namespace Relay.Worker.Resolving;

/// <summary>
/// What any loop of the worker was answered, by whom it was asked and the way there. A loop looks here before it asks: so a server is asked once for all loops, and what
/// one of them knew is told by each when nobody answers any more. Thread-safe.
/// </summary>
internal sealed class SharedAnswers(int capacity)
{
    private readonly Lock gate = new();
    private readonly ExpiringCache<(Place Asked, DomainName Name, ushort Type), LookUp> answers = new(capacity);

    /// <summary>The newest answer, also one whose time is over.</summary>
    public LookUp? Find(in Place asked, DomainName name, ushort type, long now)
    {
        lock (gate)
            return answers.TryGet((asked, name, type), now, out LookUp? answer) ? answer : null;
    }

    public void Put(in Place asked, DomainName name, ushort type, LookUp answer, long now, TimeSpan life)
    {
        lock (gate)
            answers.Put((asked, name, type), answer, now, life);
    }

    /// <param name="By">The resolver; null for the worker's own servers.</param>
    /// <param name="Way">From where it is asked.</param>
    internal readonly record struct Place(ResolverRow? By, SocketColumns Way);
}
