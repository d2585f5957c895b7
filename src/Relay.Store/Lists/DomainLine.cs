using System.Diagnostics.CodeAnalysis;
using Relay.Store.Model;

namespace Relay.Store.Lists;

/// <summary>A domain: <c>name</c> with all below it, <c>.name</c> or <c>*.name</c> for what is below, <c>=name</c> for just that.</summary>
internal static class DomainLine
{
    /// <returns>What is wrong with the line; null where all was taken.</returns>
    public static string? Read(ReadOnlySpan<char> line, ListEntries into)
    {
        ReadOnlySpan<char> text = LineText.WithoutComment(line, '#', ';');
        if (text.IsEmpty)
            return null;
        if (!TryDomain(text, out string? domain))
            return LineText.NoName(text);
        into.Domains.Add(domain);
        return null;
    }

    public static bool TryDomain(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? domain)
    {
        (string mark, int length) = text switch
        {
            ['*', '.', ..] => (".", 2),
            ['.', ..] => (".", 1),
            ['=', ..] => ("=", 1),
            _ => ("", 0),
        };
        domain = LineText.TryName(text[length..], out DomainName name) ? mark + name.Value : null;
        return domain is not null;
    }
}
