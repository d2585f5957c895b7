namespace Relay.Store.Lists;

/// <summary>What the lines of a list have named so far, in the words of the columns <c>rule.domain</c> and <c>rule.network</c>; each once.</summary>
internal sealed class ListEntries
{
    public HashSet<string> Domains { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Exceptions { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Networks { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Has exceptions win over what the same list says, and over nothing else: what lies at or below one goes, and one stays, as a rule that relays, only below what stays.
    /// There it wins by being more specific; where the list has <c>.name</c> above, which goes before any <c>name</c>, it takes the two stronger forms.
    /// </summary>
    public void ApplyExceptions()
    {
        if (Exceptions.Count == 0)
            return;
        Domains.RemoveWhere(domain => DomainCover.Find(Exceptions, domain) is not null);
        foreach (string exception in Exceptions.ToArray())
        {
            string? above = DomainCover.Find(Domains, exception);
            if (above is ['.', ..] && exception is not ['.', ..])
            {
                Exceptions.Add($".{exception}");
                Exceptions.Add($"={exception}");
            }
            if (above is null || (above is ['.', ..] && exception is not ['.', ..]))
                Exceptions.Remove(exception);
        }
    }
}
