using System.Globalization;

namespace Relay.Worker.Explaining;

/// <summary>A stage of the rules for people.</summary>
internal static class StageLines
{
    public static string Heading(long? winner) => winner is null ? "none matches" : string.Create(CultureInfo.InvariantCulture, $"rule {winner} decides");

    public static IEnumerable<string> Of(IReadOnlyList<StageRule> rules, int unlisted)
    {
        IEnumerable<string> lines = rules.Select(rule => rule.Line());
        return unlisted == 0 ? lines : lines.Append(string.Create(CultureInfo.InvariantCulture, $"and {unlisted} more"));
    }
}
