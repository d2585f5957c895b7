using Relay.Store.Model;

namespace Relay.Worker.Destinations;

/// <summary>Where a flow wants to go: a name, or (where <see cref="Domain"/> is <c>default</c>) an address; and a port.</summary>
internal sealed record Destination(DomainName Domain, NetAddress Address, ushort Port, LearntBy LearntBy)
{
    /// <summary>The way out that what the client asked for goes by where no rule names one; null: <c>direct</c>.</summary>
    public Upstream? Upstream { get; init; }

    public bool HasName => Domain.Value is not null;

    /// <summary>What rules may ask about the flow of a client that wants to go there.</summary>
    public FlowFacts FactsOf(NetAddress client, string listener) => new(Domain, Port, client, listener, Transport.Tcp, LearntBy);
}
