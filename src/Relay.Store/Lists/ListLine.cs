using Relay.Store.Model;

namespace Relay.Store.Lists;

/// <summary>A line in any of the formats.</summary>
internal static class ListLine
{
    /// <returns>What is wrong with the line; null where all was taken.</returns>
    public static string? Read(ListFormat format, ReadOnlySpan<char> line, ListEntries into) => (format == ListFormat.Auto ? FormatOf(line) : format) switch
    {
        ListFormat.Hosts => HostsLine.Read(line, into),
        ListFormat.Adblock => AdblockLine.Read(line, into),
        ListFormat.Cidr => NetworkLine.Read(line, into),
        _ => DomainLine.Read(line, into),
    };

    private static ListFormat FormatOf(ReadOnlySpan<char> line)
    {
        if (line.TrimStart() is ['!' or '[' or '|' or '@', ..])
            return ListFormat.Adblock;
        ReadOnlySpan<char> rest = LineText.WithoutComment(line, '#', ';');
        ReadOnlySpan<char> first = LineText.TakeWord(ref rest);
        return !rest.IsEmpty ? ListFormat.Hosts
            : NetAddress.TryParse(first, out _) || first.Contains('/') ? ListFormat.Cidr
            : ListFormat.Domains;
    }
}
