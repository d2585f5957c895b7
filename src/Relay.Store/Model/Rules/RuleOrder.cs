namespace Relay.Store.Model.Rules;

/// <summary>
/// What decides between rules that match, but for the id (sql.md section 3). Nothing in it depends on the flow, so the order is settled once, when the
/// rules are compiled. Few rules differ in it: a table keeps each order once, with the rules that have it.
/// </summary>
internal readonly record struct RuleOrder(long Priority, byte NetworkLength, DomainPatternKind Kind, byte Labels, byte ConditionCount)
{
    /// <summary>Negative where <paramref name="left"/> wins.</summary>
    public static int Compare(RuleOrder left, RuleOrder right)
    {
        int order = right.Priority.CompareTo(left.Priority);
        if (order == 0)
            order = right.NetworkLength.CompareTo(left.NetworkLength);
        if (order == 0)
            order = right.Kind.CompareTo(left.Kind);
        if (order == 0)
            order = right.Labels.CompareTo(left.Labels);
        return order != 0 ? order : right.ConditionCount.CompareTo(left.ConditionCount);
    }
}
