using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>What one batch of names got: rows as they come in, and then who got which.</summary>
/// <param name="present">Where they are cached: taken before the first query begins.</param>
/// <param name="mark">Raised when they come in, and kept before anybody is told.</param>
internal sealed class GivenNames(PhantomCache.Maps present, IdMark mark)
{
    private readonly List<(IReadOnlyList<PhantomRow> Rows, bool AreMade)> read = [];

    public Dictionary<DomainName, AssignedPhantom> Answers { get; } = [];

    /// <summary>Those that had no row before.</summary>
    public HashSet<DomainName> Made { get; } = [];

    public void Add(IReadOnlyList<PhantomRow> rows, bool areMade = false)
    {
        foreach (PhantomRow row in rows)
            mark.Note(row.Id);
        read.Add((rows, areMade));
    }

    /// <summary>Fills <see cref="Answers"/> and <see cref="Made"/>, and the cache.</summary>
    public void Settle()
    {
        mark.Save();
        foreach ((IReadOnlyList<PhantomRow> rows, bool areMade) in read)
        {
            foreach (PhantomRow row in rows)
            {
                if (present.Add(row) is not { } domain)
                    continue;
                Answers[domain] = new AssignedPhantom(new Phantom(row.Id, (uint)row.Tag));
                if (areMade)
                    Made.Add(domain);
            }
        }
    }
}
