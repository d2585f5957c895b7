using System.Text.RegularExpressions;
using Relay.EndToEnd.Lab;

namespace Relay.EndToEnd.Clients;

/// <summary>The files of docs/clients.md: blocks whose first line is a comment with the file's path.</summary>
internal static partial class DocumentedFile
{
    /// <param name="path">As the document has it.</param>
    /// <param name="server">The relay's DNS server, in the place of the document's.</param>
    /// <param name="without">A line to leave out: its only use is what then fails.</param>
    public static string Read(string path, string server, string? without = null)
    {
        string document = File.ReadAllText(Path.Combine(Programs.Root, "docs/clients.md"));
        string text = Block().Matches(document).Single(block => block.Groups["path"].Value == path).Groups["text"].Value.Replace("10.75.0.1", server, StringComparison.Ordinal);
        if (without is null)
            return text;
        string[] lines = text.Split('\n'), kept = [.. lines.Where(line => line.Trim() != without)];
        return kept.Length < lines.Length ? string.Join('\n', kept) : throw new ArgumentException($"{path} in docs/clients.md has no line '{without}'", nameof(without));
    }

    [GeneratedRegex(@"^```conf\n# (?<path>\S+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
