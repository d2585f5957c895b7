using Relay.Store.Model;
using Relay.Worker.Protocols.Proxy;

namespace Relay.Worker.Dialing;

/// <summary>Whose flow it is that is dialed: what a PROXY header tells, and what a group's choice depends on.</summary>
/// <param name="Client">The client's end.</param>
/// <param name="ClientPort">The client's end.</param>
/// <param name="Asked">The address it connected to, or asked for; null where it gave a name.</param>
/// <param name="Domain">The name that is wanted; <c>default</c> where there is none.</param>
/// <param name="SpeaksFirst">Bytes for the target are waiting, and will be sent as soon as it is connected.</param>
internal readonly record struct FlowOrigin(NetAddress Client, ushort ClientPort, NetAddress? Asked, DomainName Domain, bool SpeaksFirst = false)
{
    /// <summary>
    /// The ends of the connection, seen from a target at <paramref name="dialed"/>. Where a proxy was given a name, the target's address is not known: then the one
    /// that the client asked for, or none of the client's family.
    /// </summary>
    public ProxiedEnds EndsTo(NetAddress? dialed, ushort port) =>
        new(Client, ClientPort, dialed ?? Asked ?? (Client.IsIPv4 ? NetAddress.FromIPv4(0) : default), port);
}
