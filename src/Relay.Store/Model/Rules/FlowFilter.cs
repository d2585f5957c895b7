namespace Relay.Store.Model.Rules;

/// <summary>Admits the rules whose conditions hold for a flow.</summary>
internal readonly struct FlowFilter(RuleParts parts, in FlowFacts facts) : IRuleFilter
{
    private readonly FlowFacts facts = facts;

    public bool Admits(in Rule rule) => rule.Conditions == 0 || parts.Conditions[rule.Conditions].Hold(facts);
}
