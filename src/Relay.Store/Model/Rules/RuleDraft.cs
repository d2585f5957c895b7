namespace Relay.Store.Model.Rules;

/// <summary>
/// A rule on its way into a <see cref="RuleTable"/>; the indexes are those of <see cref="RuleParts"/>, <see cref="Pattern"/> only for a regex.
/// </summary>
internal readonly record struct RuleDraft : IComparable<RuleDraft>
{
    public required long Id { get; init; }
    public required long Priority { get; init; }
    public required NetPrefix? Network { get; init; }
    public required DomainPattern Domain { get; init; }

    /// <summary>How many conditions the row has, of all kinds.</summary>
    public required int ConditionCount { get; init; }
    public required int Conditions { get; init; }
    public required int Action { get; init; }
    public required int Pattern { get; init; }

    /// <summary>
    /// The winner first (sql.md section 3). Nothing in this order depends on the flow, so it is settled once, when the rules are compiled.
    /// </summary>
    public int CompareTo(RuleDraft other)
    {
        int order = other.Priority.CompareTo(Priority);
        if (order == 0)
            order = (other.Network?.Length ?? 0).CompareTo(Network?.Length ?? 0);
        if (order == 0)
            order = other.Domain.Kind.CompareTo(Domain.Kind);
        if (order == 0)
            order = other.Domain.Labels.CompareTo(Domain.Labels);
        if (order == 0)
            order = other.ConditionCount.CompareTo(ConditionCount);
        return order != 0 ? order : Id.CompareTo(other.Id);
    }

    public static bool operator <(RuleDraft left, RuleDraft right) => left.CompareTo(right) < 0;
    public static bool operator >(RuleDraft left, RuleDraft right) => left.CompareTo(right) > 0;
    public static bool operator <=(RuleDraft left, RuleDraft right) => left.CompareTo(right) <= 0;
    public static bool operator >=(RuleDraft left, RuleDraft right) => left.CompareTo(right) >= 0;
}
