namespace Relay.Store.Model.Rules;

/// <summary>
/// Admits the rules that can decide what DNS says of a name, when the flow is not known yet. A conditional rule may hold for some flow, so it
/// stands before weaker ones, except where it blocks: then the flow is blocked whether it holds or a weaker block does.
/// </summary>
internal readonly struct AnswerFilter(RuleParts parts) : IRuleFilter
{
    public bool Admits(in Rule rule) => rule.Conditions == 0 || parts.Actions[rule.Action].Verdict.Kind != VerdictKind.Block;
}
