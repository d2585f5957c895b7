using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>The table <c>phantom</c>, a batch at a time.</summary>
internal interface IPhantomTable
{
    /// <summary>The rows of those names that have one.</summary>
    Task<IReadOnlyList<PhantomRow>> FindAsync(IReadOnlyCollection<DomainName> domains);

    /// <summary>A row for each of the names; those that are new have ids above <paramref name="passed"/>, and are durable before the task completes.</summary>
    /// <exception cref="RejectedRowsException">No row was made: the ids are used up, or the database refuses a name.</exception>
    Task<GivenPhantoms> AssignAsync(IReadOnlyCollection<DomainName> domains, long passed);

    /// <summary>The rows of those ids that have one, also of those that are retired.</summary>
    Task<FoundPhantoms> FindAsync(IReadOnlyCollection<long> ids);

    /// <summary>The rows with the highest ids below <paramref name="before"/>, highest first; fewer than <paramref name="most"/> are all.</summary>
    Task<IReadOnlyList<PhantomRow>> NewestAsync(long before, int most);

    /// <summary>How many rows there are, the retired ones too.</summary>
    Task<long> CountAsync();
}
