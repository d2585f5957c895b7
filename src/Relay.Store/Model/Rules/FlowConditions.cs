namespace Relay.Store.Model.Rules;

/// <summary>The conditions of a rule that no index serves; null ones hold. Rules that ask the same share one.</summary>
internal sealed record FlowConditions(PortList? Ports, NetPrefix? Client, string? Listener, Transport? Transport, LearntBy? LearntBy)
{
    public static readonly FlowConditions None = new(null, null, null, null, null);

    public bool Hold(in FlowFacts facts) =>
        (Ports is null || Ports.Contains(facts.Port))
        && (Client is not { } client || client.Contains(facts.Client))
        && (Listener is null || Listener == facts.Listener)
        && (Transport is not { } transport || transport == facts.Transport)
        && (LearntBy is not { } learntBy || learntBy == facts.LearntBy);
}
