using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>What one batch of names got, as its rows come in.</summary>
/// <param name="present">Where they are cached: taken before the first query begins.</param>
/// <param name="mark">Raised, and kept, before anybody is told.</param>
internal sealed class GivenNames(PhantomCache.Maps present, IdMark mark)
{
    public Dictionary<DomainName, AssignedPhantom> Answers { get; } = [];

    /// <summary>Those that had no row before.</summary>
    public HashSet<DomainName> Made { get; } = [];

    public void Add(IReadOnlyList<PhantomRow> rows, bool areMade = false)
    {
        foreach (PhantomRow row in rows)
        {
            mark.Note(row.Id);
            if (present.Add(row) is not { } domain)
                continue;
            Answers[domain] = new AssignedPhantom(new Phantom(row.Id, (uint)row.Tag));
            if (areMade)
                Made.Add(domain);
        }
        mark.Save();
    }
}
