using System.Text.RegularExpressions;

namespace Relay.Store.Model.Rules;

/// <summary>What rules share and name by index. <see cref="FlowConditions.None"/> is the first of <paramref name="Conditions"/>.</summary>
internal sealed record RuleParts(FlowConditions[] Conditions, RuleAction[] Actions, Regex[] Patterns);
