namespace Relay.Store.Model.Rules;

/// <summary>Admits the rules whose conditions hold for a flow.</summary>
internal readonly struct FlowFilter(RuleLayer layer, in FlowFacts facts) : IRuleFilter
{
    private readonly FlowFacts facts = facts;

    public RuleCondition UnmetBy(in RuleBody body) =>
        body.Conditions == 0 ? RuleCondition.None : layer.Parts.Conditions[body.Conditions].UnmetBy(facts);
}
