using System.Runtime.InteropServices;
using System.Text;

namespace Relay.Worker.Linux;

/// <summary>setsockopt(2), getsockopt(2): socket(7), ip(7), ipv6(7), tcp(7).</summary>
internal static unsafe partial class Libc
{
    private const int SolSocket = 1, SolTcp = 6;

    public static IoResult SetOption(int fd, SocketOption option, int value) =>
        IoResult.OfReturn(setsockopt(fd, option.Level, option.Name, &value, sizeof(int)));

    /// <summary>SO_BINDTODEVICE.</summary>
    public static IoResult BindToDevice(int fd, string device)
    {
        byte[] name = Encoding.ASCII.GetBytes(device);
        fixed (byte* start = name)
            return IoResult.OfReturn(setsockopt(fd, SolSocket, 25, start, (uint)name.Length));
    }

    /// <summary>SO_LINGER with a time of zero: the next close sends RST.</summary>
    public static IoResult ResetOnClose(int fd)
    {
        long linger = BitConverter.IsLittleEndian ? 1L : 1L << 32; // struct linger { int l_onoff = 1, l_linger = 0; }
        return IoResult.OfReturn(setsockopt(fd, SolSocket, 13, &linger, sizeof(long)));
    }

    /// <summary>SO_ERROR: how a connect(2) in progress has ended.</summary>
    public static Errno PendingError(int fd)
    {
        int error = 0;
        uint length = sizeof(int);
        return getsockopt(fd, SolSocket, 4, &error, &length) < 0 ? (Errno)Marshal.GetLastPInvokeError() : (Errno)error;
    }

    /// <summary>TCP_INFO; false for a socket that is none of TCP's.</summary>
    public static bool TryGetTcpInfo(int fd, out TcpInfo info)
    {
        TcpInfo read = default;
        uint length = (uint)sizeof(TcpInfo);
        bool known = getsockopt(fd, SolTcp, 11, &read, &length) == 0;
        info = read;
        return known;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int fd, int level, int name, void* value, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(int fd, int level, int name, void* value, uint* length);
}
