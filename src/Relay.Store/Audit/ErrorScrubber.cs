using System.Text.RegularExpressions;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>Takes names and addresses out of an error: what is left says what went wrong, not with whom.</summary>
internal static partial class ErrorScrubber
{
    private const string Hidden = "…";

    /// <param name="error">One line.</param>
    /// <param name="names">The flow's own names, of which one label alone may be one.</param>
    public static string Scrub(string error, params ReadOnlySpan<string?> names)
    {
        foreach (string? name in names)
        {
            if (!string.IsNullOrEmpty(name))
                error = error.Replace(name, Hidden, StringComparison.OrdinalIgnoreCase);
        }
        return Word().Replace(error, match => Tells(match.Value) ? Hidden : match.Value);
    }

    private static bool Tells(string word) =>
        NetAddress.TryParse(word, out _) || NetPrefix.TryParse(word, out _) || (word.Contains('.') && DomainName.TryParse(word, out _)) || IsEndpoint(word);

    private static bool IsEndpoint(string word) =>
        word.LastIndexOf(':') is > 0 and int colon && (NetAddress.TryParse(word.AsSpan(0, colon), out _) || DomainName.TryParse(word.AsSpan(0, colon), out _));

    // A full stop or a colon at its end is the sentence's.
    [GeneratedRegex(@"[A-Za-z0-9_:./%-]*[A-Za-z0-9_]|::")]
    private static partial Regex Word();
}
