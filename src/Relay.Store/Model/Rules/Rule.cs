namespace Relay.Store.Model.Rules;

/// <summary>
/// A rule in its table, 32 bytes without references: a million must not lengthen a collection. <paramref name="Conditions"/>,
/// <paramref name="Action"/> and <paramref name="Pattern"/> are indexes of <see cref="RuleParts"/>, <paramref name="Scope"/> is the network's of
/// <see cref="PrefixTree"/>, and <paramref name="Next"/> is the next rank with the same scope and suffix, -1 after the last.
/// </summary>
internal readonly record struct Rule(long Id, int Scope, int Next, int Conditions, int Action, int Pattern, DomainPatternKind Kind);
