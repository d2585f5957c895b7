namespace Relay.Store.Model.Rules;

/// <summary>The conditions of a rule that no index serves; null ones hold. Rules that ask the same share one.</summary>
internal sealed record FlowConditions(PortList? Ports, NetPrefix? Client, string? Listener, Transport? Transport, LearntBy? LearntBy)
{
    public static readonly FlowConditions None = new(null, null, null, null, null);

    /// <summary>The first that does not hold, or none.</summary>
    public RuleCondition UnmetBy(in FlowFacts facts) =>
        Ports is not null && !Ports.Contains(facts.Port) ? RuleCondition.Ports
        : Client is { } client && !client.Contains(facts.Client) ? RuleCondition.Client
        : Listener is not null && Listener != facts.Listener ? RuleCondition.Listener
        : Transport is { } transport && transport != facts.Transport ? RuleCondition.Transport
        : LearntBy is { } learntBy && learntBy != facts.LearntBy ? RuleCondition.LearntBy
        : RuleCondition.None;
}
