namespace Relay.Store.Model.Rules;

/// <summary>The columns of a rule that say what becomes of a flow, as written: rules with the same text do the same.</summary>
internal readonly record struct ActionText(
    string Action, string? Answer, string? ToDomain, string? ToNetwork, string? ToAddress, long? ToPort, string? Upstream, string? Resolver,
    string? Resolve, bool OwnHost, string? Counts)
{
    public static ActionText Of(RuleRow row) => new(
        row.Action, row.Answer, row.ToDomain, row.ToNetwork, row.ToAddress, row.ToPort, row.Upstream, row.Resolver, row.Resolve, row.OwnHost, row.Counts);
}
