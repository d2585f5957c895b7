namespace Relay.Store.Model;

/// <summary>What rules may ask about a flow. <paramref name="Domain"/> is <c>default</c> for a literal address.</summary>
public readonly record struct FlowFacts(
    DomainName Domain, ushort Port, NetAddress Client, string Listener, Transport Transport, LearntBy LearntBy);
