namespace Relay.Store.Model;

/// <summary>A condition of a rule, by its column. There is none for <c>network</c>: a rule about other addresses is not looked at.</summary>
public enum RuleCondition : byte
{
    None, Domain, Ports, Client, Listener, Transport, LearntBy,

    /// <summary>Any that asks about a flow, where there is none yet.</summary>
    Flow,
}
