using Relay.Store.Model.Rules;

namespace Relay.Store.Model;

/// <summary>A rule that a look-up came to: what it would decide, and which condition keeps it from matching, if one does.</summary>
public sealed class ConsideredRule
{
    private readonly RuleOrder order;

    internal ConsideredRule(in Verdict verdict, RuleCondition unmet, in RuleOrder order) => (Verdict, Unmet, this.order) = (verdict, unmet, order);

    public Verdict Verdict { get; }

    public RuleCondition Unmet { get; }

    public long Id => Verdict.RuleId!.Value;

    /// <summary>Whether it wins, if nothing before it does.</summary>
    public bool Matches => Unmet == RuleCondition.None;

    /// <summary>What decides between this rule and another.</summary>
    public RuleCriterion CriterionAgainst(ConsideredRule other) => RuleOrder.CriterionBetween(order, other.order) ?? RuleCriterion.Id;

    /// <summary>Orders by who wins.</summary>
    public static int Compare(ConsideredRule left, ConsideredRule right) =>
        RuleOrder.Compare(left.order, right.order) is not 0 and int byOrder ? byOrder : left.Id.CompareTo(right.Id);
}
