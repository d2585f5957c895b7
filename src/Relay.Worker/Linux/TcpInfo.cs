using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>What the kernel knows of a connection: the part of <c>struct tcp_info</c> (linux/tcp.h) that tells whether its peer still answers.</summary>
[StructLayout(LayoutKind.Explicit, Size = 148)]
internal readonly struct TcpInfo
{
    /// <summary>Segments that were sent and not acknowledged. Zero while the peer's window is closed: probes do not count.</summary>
    [FieldOffset(24)]
    public readonly uint Unacknowledged;

    /// <summary>Milliseconds since the peer's last acknowledgement, of whatever.</summary>
    [FieldOffset(56)]
    public readonly uint SinceLastAck;

    /// <summary>Bytes that wait to be sent.</summary>
    [FieldOffset(144)]
    public readonly uint Unsent;

    /// <summary>True while bytes are on their way to the peer.</summary>
    public bool IsSending => Unacknowledged > 0 || Unsent > 0;

    /// <summary>True when the peer has answered nothing for so long, though it was sent something.</summary>
    public bool IsUnanswered(TimeSpan patience) => Unacknowledged > 0 && SinceLastAck >= patience.TotalMilliseconds;
}
