using Relay.Store.Model;

namespace Relay.Worker.Handshakes;

/// <summary>
/// What a listener learnt from a client: a name, or (where <see cref="Domain"/> is <c>default</c>) an address, and a port; in which protocol, that is how it is
/// to be answered; and the bytes that came along already.
/// </summary>
internal sealed record Intent(
    DomainName Domain, NetAddress Address, ushort Port, ReplyStyle Reply, ReadOnlyMemory<byte> Early = default)
{
    public bool HasName => Domain.Value is not null;
}
