namespace Relay.Store.Lists;

/// <summary>Which domain of a set has all names of another.</summary>
internal static class DomainCover
{
    /// <returns>A <c>.name</c> before a <c>name</c>, because it wins over that; null where there is none.</returns>
    public static string? Find(HashSet<string> set, string domain)
    {
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = set.GetAlternateLookup<ReadOnlySpan<char>>();
        string? found = null;
        for (int at = domain is ['.' or '=', ..] ? 1 : 0; ; at++)
        {
            // A suffix has its dot before it. So has .name, but not the name itself, which .name has not.
            if (at > 0 && domain[at - 1] == '.' && lookup.TryGetValue(domain.AsSpan(at - 1), out string? below))
                return below;
            if (found is null && lookup.TryGetValue(domain.AsSpan(at), out string? atOrBelow))
                found = atOrBelow;
            at = domain.IndexOf('.', at);
            if (at < 0)
                return found;
        }
    }
}
