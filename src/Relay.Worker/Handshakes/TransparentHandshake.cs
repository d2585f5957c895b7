using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Handshakes;

/// <summary>A transparent connection says what it wants by its local address: TPROXY, or a local route, left the destination in place.</summary>
internal static class TransparentHandshake
{
    public static HandshakeResult Read(LoopSocket client) =>
        Libc.LocalAddress(client.Descriptor).TryGet(out var address, out ushort port)
            ? new Intent(default, address, port, ReplyStyle.None)
            : HandshakeResult.Failed("the connection has no local address");
}
