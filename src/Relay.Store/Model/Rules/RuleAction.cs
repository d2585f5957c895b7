namespace Relay.Store.Model.Rules;

/// <summary>
/// What a rule makes of a flow. <paramref name="Verdict"/> lacks what is the rule's own (id, network), so that rules that do the same share one;
/// <paramref name="Answer"/> is what a block tells DNS. <paramref name="Text"/> is what it was compiled from, and is again when an upstream changes.
/// </summary>
internal sealed record RuleAction(ActionText Text, Verdict Verdict, BlockAnswer? Answer = null);
