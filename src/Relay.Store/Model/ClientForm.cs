namespace Relay.Store.Model;

/// <summary>What <see cref="FlowRecord.ClientAddress"/> holds: as much of the client as the audit is to know.</summary>
public enum ClientForm
{
    /// <summary>The address.</summary>
    Address,

    /// <summary>Its network: /24, or /48 of IPv6.</summary>
    Network,

    /// <summary>A keyed hash of it: the same client is the same value, and without the key nobody can say which.</summary>
    Hash,
}
