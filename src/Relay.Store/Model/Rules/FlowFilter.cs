namespace Relay.Store.Model.Rules;

/// <summary>Admits the rules whose conditions hold for a flow.</summary>
internal readonly struct FlowFilter(RuleLayer layer, in FlowFacts facts) : IRuleFilter
{
    private readonly FlowFacts facts = facts;

    public bool Admits(in RuleBody body) => body.Conditions == 0 || layer.Parts.Conditions[body.Conditions].Hold(facts);
}
