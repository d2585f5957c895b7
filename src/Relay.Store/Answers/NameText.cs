namespace Relay.Store.Answers;

/// <summary>Names as text of RFC 1035 section 5.1, which unlike <see cref="Model.DomainName"/> may hold any octet, escaped.</summary>
internal static class NameText
{
    /// <summary>True for <paramref name="zone"/> and for all names below it, in any case.</summary>
    public static bool IsAtOrBelow(ReadOnlySpan<char> name, ReadOnlySpan<char> zone)
    {
        if (!name.EndsWith(zone, StringComparison.OrdinalIgnoreCase))
            return false;
        ReadOnlySpan<char> rest = name[..^zone.Length];
        return rest.IsEmpty || (rest[^1] == '.' && !EndsEscaping(rest[..^1]));
    }

    /// <summary>Takes what lies below <paramref name="zone"/>; empty for the zone itself.</summary>
    public static bool TryGetBelow(ReadOnlySpan<char> name, ReadOnlySpan<char> zone, out ReadOnlySpan<char> below)
    {
        bool inside = IsAtOrBelow(name, zone);
        below = inside && name.Length > zone.Length ? name[..^(zone.Length + 1)] : default;
        return inside;
    }

    /// <summary>An underscored name (RFC 8552): some label begins with <c>_</c>. Such a name is never a host's.</summary>
    public static bool IsUnderscored(ReadOnlySpan<char> name) => name.StartsWith('_') || name.Contains("._", StringComparison.Ordinal);

    /// <summary>A name whose first label is <c>*</c> (RFC 4592 section 2.1.1).</summary>
    public static bool IsWildcard(ReadOnlySpan<char> name) => name is "*" || name.StartsWith("*.");

    /// <summary>An odd number of backslashes makes the dot that follows part of the label.</summary>
    private static bool EndsEscaping(ReadOnlySpan<char> text) => (text.Length - text.TrimEnd('\\').Length) % 2 == 1;
}
