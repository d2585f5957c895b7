using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>The table <c>phantom</c>, a batch at a time.</summary>
internal interface IPhantomTable
{
    /// <summary>A row for each of the names; those that are new are committed, durable, before the task completes.</summary>
    Task<IReadOnlyList<PhantomRow>> AssignAsync(IReadOnlyCollection<DomainName> domains);

    Task<FoundPhantoms> FindAsync(IReadOnlyCollection<long> ids);
}
