namespace Relay.Migrations.Checks;

/// <summary>Changes of a list of checks, which itself stays as it is.</summary>
internal static class CheckList
{
    /// <param name="checks">Those of an earlier version.</param>
    /// <param name="beginning">Of the sentence of the one check that is replaced.</param>
    /// <param name="others">What stands in its place; nothing drops it.</param>
    /// <exception cref="ArgumentException">Not one sentence begins so, or several do.</exception>
    public static IReadOnlyList<Check> Replacing(this IReadOnlyList<Check> checks, string beginning, params IReadOnlyList<Check> others)
    {
        Check[] fitting = [.. checks.Where(check => check.Sentence.StartsWith(beginning, StringComparison.Ordinal))];
        return fitting is [var replaced]
            ? [.. checks.SelectMany(check => check == replaced ? others : [check])]
            : throw new ArgumentException($"{fitting.Length} checks begin with '{beginning}'", nameof(beginning));
    }
}
