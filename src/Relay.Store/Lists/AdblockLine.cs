using Relay.Store.Model.Compiling;

namespace Relay.Store.Lists;

/// <summary>
/// Of the syntax of ad blockers only what is about whole domains: <c>||name^</c> and <c>@@||name^</c>. Anything else looks at paths, pages and elements, which a relay
/// does not see; a rule without that part would block more than the line says.
/// </summary>
internal static class AdblockLine
{
    /// <returns>What is wrong with the line; null where all was taken.</returns>
    public static string? Read(ReadOnlySpan<char> line, ListEntries into)
    {
        ReadOnlySpan<char> text = line.Trim();
        if (text is [] or ['!', ..] or ['[', ..] or ['#'] or ['#', ' ', ..])
            return null;
        bool isException = text.StartsWith("@@");
        ReadOnlySpan<char> pattern = isException ? text[2..] : text;
        if (pattern is not ['|', '|', .. ReadOnlySpan<char> anchored, '^'])
            return $"{CanonicalText.Quote(text.ToString())} is neither ||name^ nor @@||name^";
        if (anchored is ['.' or '=', ..] || !DomainLine.TryDomain(anchored, out string? domain))
            return LineText.NoName(anchored);
        (isException ? into.Exceptions : into.Domains).Add(domain);
        return null;
    }
}
