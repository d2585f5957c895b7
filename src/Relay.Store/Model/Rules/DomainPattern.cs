using System.Text.RegularExpressions;

namespace Relay.Store.Model.Rules;

/// <summary>
/// A compiled <c>rule.domain</c>. <paramref name="Suffix"/> is the canonical name without its mark, and empty for the forms that say nothing
/// about the end of a name: these lie under the root.
/// </summary>
internal readonly record struct DomainPattern(DomainPatternKind Kind, string Suffix, Regex? Regex = null)
{
    public static readonly DomainPattern None = new(DomainPatternKind.None, "");

    public static readonly DomainPattern Any = new(DomainPatternKind.Any, "");

    public int Labels => Suffix.Length == 0 ? 0 : Suffix.AsSpan().Count('.') + 1;
}
