using System.Buffers.Binary;
using System.Net.Sockets;

namespace Relay.EndToEnd.Lab;

/// <summary>What the kernel knows of a connection: tcp(7), struct tcp_info of linux/tcp.h.</summary>
internal readonly record struct TcpInfo(byte State, uint SegmentsOut, uint SegmentsIn)
{
    /// <summary>TCP_CLOSE: the state after a reset. (After a FIN alone it is TCP_CLOSE_WAIT.)</summary>
    public const byte Closed = 7;

    private const int Tcp = 6, Info = 11, SegmentsOutAt = 136, SegmentsInAt = 140;

    public static TcpInfo Of(Socket socket)
    {
        byte[] info = new byte[SegmentsInAt + sizeof(uint)];
        _ = socket.GetRawSocketOption(Tcp, Info, info);
        return new TcpInfo(info[0], BinaryPrimitives.ReadUInt32LittleEndian(info.AsSpan(SegmentsOutAt)), BinaryPrimitives.ReadUInt32LittleEndian(info.AsSpan(SegmentsInAt)));
    }
}
