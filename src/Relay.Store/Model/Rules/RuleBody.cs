namespace Relay.Store.Model.Rules;

/// <summary>
/// What a rule has beside its id, network and suffix, shared by all that have the same. The numbers are indexes: of <see cref="RuleParts"/>, and
/// <paramref name="Action"/> of the layer's actions; <paramref name="Pattern"/> is that of a regex, else -1.
/// </summary>
internal readonly record struct RuleBody(int Conditions, int Action, int Pattern, DomainPatternKind Kind);
