namespace Relay.Store.Model.Rules;

/// <summary>A compiled rule on its way into a <see cref="RuleLayer"/>.</summary>
/// <param name="Id">The row's.</param>
/// <param name="Priority">The row's.</param>
/// <param name="Network">Null for a name rule.</param>
/// <param name="Domain">Its <c>domain</c>.</param>
/// <param name="ConditionCount">How many conditions the row has, of all kinds.</param>
/// <param name="Conditions">Those that no index serves.</param>
/// <param name="Action">What it makes of a flow.</param>
internal readonly record struct RuleDraft(
    long Id, long Priority, NetPrefix? Network, DomainPattern Domain, int ConditionCount, FlowConditions Conditions, RuleAction Action)
{
    public RuleOrder Order => new(Priority, (byte)(Network?.Length ?? 0), Domain.Kind, (byte)Domain.Labels, (byte)ConditionCount);
}
