using System.Text.RegularExpressions;
using Xunit;

namespace Relay.PdnsBackend.Tests;

/// <summary>docs/powerdns.md explains each line of the configurations, and what differs between them differs for a reason.</summary>
public sealed partial class DocumentedSettingsTests
{
    /// <summary>What is a set-up's own: the others are the same in all.</summary>
    private static readonly string[] Own = ["launch", "zone-cache-refresh-interval", "cache-ttl", "query-cache-ttl", "negquery-cache-ttl", "pipe-command"];

    private static readonly Dictionary<string, Dictionary<string, string>> Configurations = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "pdns"), "*.conf").ToDictionary(
        path => Path.GetFileName(path), path => Setting().Matches(File.ReadAllText(path)).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value));

    [Fact]
    public void Every_setting_is_explained()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "powerdns.md"));
        string table = page[page.IndexOf("## Every setting", StringComparison.Ordinal)..];
        Assert.Equal(4, Configurations.Count);
        Assert.All(Configurations, file =>
        {
            Assert.Contains($"`{file.Key}`", page, StringComparison.Ordinal);
            Assert.All(file.Value.Keys, setting => Assert.Contains($"`{setting}`", table, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void What_they_have_in_common_is_the_same() =>
        Assert.All(Configurations.Values.SelectMany(settings => settings).Where(setting => !Own.Contains(setting.Key)).GroupBy(setting => setting.Key), same =>
            Assert.Single(same.Select(setting => setting.Value).Distinct()));

    [GeneratedRegex(@"^([a-z0-9-]+)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
