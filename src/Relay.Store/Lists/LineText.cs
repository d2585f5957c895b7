using Relay.Store.Model;
using Relay.Store.Model.Compiling;

namespace Relay.Store.Lists;

/// <summary>What the formats have in common.</summary>
internal static class LineText
{
    /// <summary>A comment begins the line or follows a space: <c>example.net##.ad</c> has none, and is no domain either.</summary>
    public static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line, params ReadOnlySpan<char> marks)
    {
        for (int i = 0; i < line.Length; i++)
        {
            if (marks.Contains(line[i]) && (i == 0 || char.IsWhiteSpace(line[i - 1])))
                return line[..i].Trim();
        }
        return line.Trim();
    }

    /// <returns>The first word; what follows it is left in <paramref name="rest"/>.</returns>
    public static ReadOnlySpan<char> TakeWord(ref ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[end..].TrimStart();
        return word;
    }

    /// <summary>Letters beyond ASCII become A-labels.</summary>
    public static bool TryName(ReadOnlySpan<char> text, out DomainName name) =>
        DomainName.TryParse(text, out name)
            ? !NetAddress.TryParse(text, out _)
            : text.Length <= DomainName.MaxLength && text.ContainsAnyExceptInRange('\0', '\x7f') && CanonicalText.TryToAscii(text.ToString(), out name);

    public static string NoName(ReadOnlySpan<char> text) => $"{CanonicalText.Quote(text.ToString())} is not a domain name";
}
