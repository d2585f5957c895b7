using System.Text.RegularExpressions;
using Xunit;

namespace Relay.Store.Tests.Docs;

/// <summary>Documents refer only to what is there.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Relative_links_lead_to_files_and_headings()
    {
        List<string> broken = [];
        foreach (string document in Repository.Documents())
        {
            string folder = Path.GetDirectoryName(Repository.PathOf(document))!;
            foreach (string target in TargetsOf(Repository.Read(document)))
            {
                string[] parts = target.Split('#', 2);
                string path = parts[0].Length == 0 ? Repository.PathOf(document) : Path.GetFullPath(Path.Combine(folder, parts[0]));
                if (!Path.Exists(path) || (parts.Length == 2 && path.EndsWith(".md", StringComparison.Ordinal) && !HeadingsOf(path).Contains(parts[1])))
                    broken.Add($"{document}: {target}");
            }
        }
        Assert.Empty(broken);
    }

    [Fact]
    public void The_anchor_of_a_heading_is_as_forges_make_it() =>
        Assert.Equal("how-rules-win-sql", Anchor("How rules win: `SQL`"));

    private static IEnumerable<string> TargetsOf(string text) =>
        Link().Matches(Fence().Replace(text, "")).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

    private static HashSet<string> HeadingsOf(string path) =>
        [.. Heading().Matches(Fence().Replace(File.ReadAllText(path), "")).Select(match => Anchor(match.Groups[1].Value))];

    private static string Anchor(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
