namespace Relay.Store.Model.Rules;

/// <summary>
/// Admits the rules that can decide what DNS says of a name, when the flow is not known yet. A conditional rule may hold for some flow, so it
/// stands before weaker ones, except where it blocks: then the flow is blocked whether it holds or a weaker block does.
/// </summary>
internal readonly struct AnswerFilter(RuleLayer layer) : IRuleFilter
{
    public RuleCondition UnmetBy(in RuleBody body) =>
        body.Conditions == 0 || layer.ActionOf(body).Verdict.Kind != VerdictKind.Block ? RuleCondition.None : RuleCondition.Flow;
}
