using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Relay.Store.Model.Rules;
using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>The column <c>rule.domain</c>.</summary>
internal static class DomainCompiler
{
    private const string RegexMark = "regex:";

    /// <summary>Enabled rules with a regex, at most: each is tried on every name, and has an automaton of its own, which grows with what it meets.</summary>
    public const int MaxRegexes = 256;

    /// <summary>The automaton of a pattern grows with it, and with each counted repetition in it.</summary>
    private const int MaxRegex = 1000;

    public static bool IsRegex(string? text) => text?.StartsWith(RegexMark, StringComparison.Ordinal) == true;

    public static bool TryCompile(string? text, out DomainPattern pattern, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        pattern = text is null ? DomainPattern.None : DomainPattern.Any;
        if (text is null or "*")
            return true;
        if (IsRegex(text))
            return TryRegex(text[RegexMark.Length..], out pattern, out fault);
        (DomainPatternKind kind, string mark) = text switch
        {
            ['=', ..] => (DomainPatternKind.Exact, "="),
            ['.', ..] => (DomainPatternKind.Below, "."),
            _ => (DomainPatternKind.AtOrBelow, ""),
        };
        if (text.StartsWith("*.", StringComparison.Ordinal) && DomainName.TryParse(text.AsSpan(2), out DomainName below))
            fault = $"{Quote(text)} is not a domain: write '.{below}' for all names below, or '{below}' for it and all below";
        else if (TryName(text[mark.Length..], out DomainName name, out fault, mark))
            pattern = new DomainPattern(kind, name.Value);
        return fault is null;
    }

    /// <summary>A search in the canonical name: <c>^</c> and <c>$</c> tie it to the ends.</summary>
    private static bool TryRegex(string text, out DomainPattern pattern, [NotNullWhen(false)] out string? fault)
    {
        pattern = default;
        fault = text.Length is 0 or > MaxRegex ? $"has a regex of {text.Length} characters: write 1 to {MaxRegex}" : null;
        if (fault is not null)
            return false;
        try
        {
            Regex regex = new(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            pattern = new DomainPattern(DomainPatternKind.Regex, "", regex);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            // ArgumentException: not a regex. NotSupportedException: it needs backtracking.
            fault = $"{Quote(RegexMark + text)} does not compile: {wrong.Message.ReplaceLineEndings(" ")}";
        }
        return fault is null;
    }
}
