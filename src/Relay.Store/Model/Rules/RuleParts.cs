using System.Text.RegularExpressions;

namespace Relay.Store.Model.Rules;

/// <summary>
/// What the rules of a layer share and name by index. <see cref="FlowConditions.None"/> is the first of <paramref name="Conditions"/>;
/// <paramref name="RegexRules"/> are the ids of those with a pattern.
/// </summary>
internal sealed record RuleParts(FlowConditions[] Conditions, Regex[] Patterns, RuleBody[] Bodies, long[] RegexRules);
