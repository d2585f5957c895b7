namespace Relay.Store.Model.Rules;

/// <summary>
/// What decides between rules that match, but for the id (sql.md section 3). Nothing in it depends on the flow, so the order is settled once, when the
/// rules are compiled. Few rules differ in it: a table keeps each order once, with the rules that have it.
/// </summary>
internal readonly record struct RuleOrder(long Priority, byte NetworkLength, DomainPatternKind Kind, byte Labels, byte ConditionCount)
{
    /// <summary>Negative where <paramref name="left"/> wins.</summary>
    public static int Compare(RuleOrder left, RuleOrder right) => CriterionBetween(left, right) switch
    {
        RuleCriterion.Priority => right.Priority.CompareTo(left.Priority),
        RuleCriterion.Network => right.NetworkLength.CompareTo(left.NetworkLength),
        RuleCriterion.Domain => (right.Kind, right.Labels).CompareTo((left.Kind, left.Labels)),
        RuleCriterion.Conditions => right.ConditionCount.CompareTo(left.ConditionCount),
        _ => 0,
    };

    /// <summary>The first in which they differ; null where only the id decides.</summary>
    public static RuleCriterion? CriterionBetween(RuleOrder left, RuleOrder right) =>
        left.Priority != right.Priority ? RuleCriterion.Priority
        : left.NetworkLength != right.NetworkLength ? RuleCriterion.Network
        : left.Kind != right.Kind || left.Labels != right.Labels ? RuleCriterion.Domain
        : left.ConditionCount != right.ConditionCount ? RuleCriterion.Conditions
        : null;
}
