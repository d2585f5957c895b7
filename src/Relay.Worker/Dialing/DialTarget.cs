using Relay.Store.Model;

namespace Relay.Worker.Dialing;

/// <summary>One target for one attempt: a name that the proxy resolves, or (where <see cref="Domain"/> is <c>default</c>) an address.</summary>
internal readonly record struct DialTarget(DomainName Domain, NetAddress Address, ushort Port);
