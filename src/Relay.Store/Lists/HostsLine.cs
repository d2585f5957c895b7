using Relay.Store.Model;
using Relay.Store.Model.Compiling;

namespace Relay.Store.Lists;

/// <summary>A line of hosts(5): an address and its names. Lists write one that leads nowhere; with another it is no list, and a rule would not be what it says.</summary>
internal static class HostsLine
{
    /// <summary>What the hosts files of systems have of their own.</summary>
    private static readonly HashSet<string> OfTheSystem = new(StringComparer.OrdinalIgnoreCase)
    {
        "localhost", "localhost.localdomain", "localhost4", "localhost4.localdomain4", "localhost6", "localhost6.localdomain6", "local", "broadcasthost", "0.0.0.0",
        "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix", "ip6-allnodes", "ip6-allrouters", "ip6-allhosts",
    };

    private static readonly NetPrefix[] Nowhere = [NetPrefix.Parse("0.0.0.0"), NetPrefix.Parse("127.0.0.0/8"), NetPrefix.Parse("::/127")];

    /// <returns>What is wrong with the line; null where all was taken.</returns>
    public static string? Read(ReadOnlySpan<char> line, ListEntries into)
    {
        ReadOnlySpan<char> rest = LineText.WithoutComment(line, '#');
        ReadOnlySpan<char> address = LineText.TakeWord(ref rest);
        if (address.IsEmpty)
            return null;
        if (rest.IsEmpty)
            return $"{CanonicalText.Quote(address.ToString())} stands alone: write an address, and names after it";
        string? fault = null;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<char> word = LineText.TakeWord(ref rest);
            if (OfTheSystem.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
                continue;
            if (!LeadsNowhere(address))
                return $"{CanonicalText.Quote(address.ToString())} is not 0.0.0.0, 127.0.0.1, :: or ::1: names with addresses belong into the table host";
            if (LineText.TryName(word, out DomainName name))
                into.Domains.Add($"={name}");
            else
                fault ??= LineText.NoName(word);
        }
        return fault;
    }

    private static bool LeadsNowhere(ReadOnlySpan<char> text) =>
        NetAddress.TryParse(text, out NetAddress address) && Array.Exists(Nowhere, prefix => prefix.Contains(address));
}
