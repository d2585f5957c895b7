using System.Net.Sockets;
using System.Net;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>Ports of a test's own.</summary>
internal static class Loopback
{
    public static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
