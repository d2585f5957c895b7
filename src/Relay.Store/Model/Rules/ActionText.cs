namespace Relay.Store.Model.Rules;

/// <summary>
/// The columns of a rule that say what becomes of a flow, as written: rules with the same text do the same. Where it depends on the conditions what they can do,
/// <paramref name="Network"/> is the rule's, and <paramref name="HasSub"/> says that something may stand before what its <c>domain</c> says.
/// </summary>
internal readonly record struct ActionText(
    string Action, string? Answer, string? ToDomain, string? ToNetwork, string? ToAddress, long? ToPort, string? Upstream, string? Resolver,
    string? Resolve, bool OwnHost, string? Counts, string? Network, bool HasSub)
{
    public static ActionText Of(RuleRow row)
    {
        bool maps = row.ToDomain is not null || row.ToNetwork is not null;
        return new ActionText(
            row.Action, row.Answer, row.ToDomain, row.ToNetwork, row.ToAddress, row.ToPort, row.Upstream, row.Resolver, row.Resolve, row.OwnHost, row.Counts,
            maps ? row.Network : null, maps && row.Domain is not (null or ['=', ..]));
    }
}
