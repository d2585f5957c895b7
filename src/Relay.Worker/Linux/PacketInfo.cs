using Relay.Store.Model;

namespace Relay.Worker.Linux;

/// <summary>The local end of a datagram: the address it came to, and through which interface. <c>default</c> leaves the choice to the kernel.</summary>
internal readonly record struct PacketInfo(NetAddress Address, int Interface);
