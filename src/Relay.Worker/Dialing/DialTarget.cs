using Relay.Store.Model;

namespace Relay.Worker.Dialing;

/// <summary>One target for one attempt: a name that the proxy resolves, or (where <see cref="Domain"/> is <c>default</c>) an address.</summary>
internal readonly record struct DialTarget(DomainName Domain, NetAddress Address, ushort Port)
{
    public bool HasName => Domain.Value is not null;

    public NetAddress? KnownAddress => HasName ? null : Address;

    /// <summary>As a proxy is told: RFC 5952 without brackets for an IPv6 address.</summary>
    public string Host => HasName ? Domain.Value : Address.ToString();
}
