namespace Relay.Store.Lists;

/// <summary>A list as it was read.</summary>
/// <param name="Domains">What it is about, as in <c>rule.domain</c>.</param>
/// <param name="Exceptions">What is relayed though it lies below one of those.</param>
/// <param name="Networks">What it is about, as in <c>rule.network</c>.</param>
public sealed record RuleList(IReadOnlyCollection<string> Domains, IReadOnlyCollection<string> Exceptions, IReadOnlyCollection<string> Networks)
{
    /// <summary>Of a list that is to be removed.</summary>
    public static readonly RuleList Empty = new([], [], []);

    public bool IsEmpty => Domains.Count + Networks.Count == 0;
}
