using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary>
/// An Internet for tests: a network namespace with servers, joined to the host's by a veth pair, with documentation addresses that are this process's alone.
/// <code>
/// host (urelay dials from here)  198.51.100.4n+1 ──── veth ──── 198.51.100.4n+2  namespace: the servers
///                                2001:db8:7e57:n::1             2001:db8:7e57:n::2
/// </code>
/// One serves all tests of the process: take it as a constructor parameter.
/// </summary>
public sealed class InternetSide : IDisposable
{
    public const int HttpPort = 80, EchoPort = 7, BannerPort = 25, ResetPort = 1000, DnsPort = 53;

    /// <summary>Nothing listens there.</summary>
    public const int ClosedPort = 9;

    public const string Banner = "220 mail.test ready\r\n";

    private readonly Netns space;
    private readonly string hostLink = $"urt{Environment.ProcessId}";
    private readonly List<IDisposable> servers = [];

    public InternetSide()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new InvalidOperationException("the end-to-end tests make network namespaces: run them as root");
        int n = FreeNetwork();
        HostAddress4 = Text($"198.51.100.{4 * n + 1}");
        Address4 = Text($"198.51.100.{4 * n + 2}");
        HostAddress6 = Text($"2001:db8:7e57:{n + 1:x}::1");
        Address6 = Text($"2001:db8:7e57:{n + 1:x}::2");
        space = new Netns("inet");
        try
        {
            Build();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The servers' addresses.</summary>
    public string Address4 { get; }

    public string Address6 { get; }

    /// <summary>The host's addresses on the link: the relay's own host, to which no flow may lead.</summary>
    public string HostAddress4 { get; }

    public string HostAddress6 { get; }

    /// <summary>For a server of a test's own, by `ip netns exec` or <see cref="Netns.Inside"/>.</summary>
    public Netns Space => space;

    /// <summary>One more TCP server, on IPv6 and IPv4; each connection is closed when its task is done.</summary>
    public void Serve(int port, Func<NetworkStream, Task> serve) =>
        servers.Add(new TcpServer(space.Inside(() => Bound(SocketType.Stream, ProtocolType.Tcp, port)), serve));

    /// <summary>Whether a program of a test's own is there yet.</summary>
    public bool Listens(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(Address4, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        servers.ForEach(server => server.Dispose());
        // A namespace goes only when its last socket does; the link must not stay till then.
        _ = Shell.TryRun("ip", "link", "delete", hostLink);
        space.Dispose();
    }

    private void Build()
    {
        Link();
        Serve(HttpPort, HttpServer.ServeAsync);
        Serve(EchoPort, static client => client.CopyToAsync(client));
        Serve(BannerPort, SimpleServers.BannerThenEchoAsync);
        Serve(ResetPort, SimpleServers.ResetAsync);
        servers.Add(new NoSuchNameServer(space.Inside(() => Bound(SocketType.Dgram, ProtocolType.Udp, DnsPort))));
    }

    private void Link()
    {
        Shell.Run("ip", "link", "add", hostLink, "type", "veth", "peer", "name", "host0", "netns", space.Name);
        Shell.Run("ip", "addr", "add", HostAddress4 + "/30", "dev", hostLink);
        Shell.Run("ip", "addr", "add", HostAddress6 + "/64", "dev", hostLink, "nodad");
        Shell.Run("ip", "link", "set", hostLink, "up");
        space.Ip($"addr add {Address4}/30 dev host0");
        space.Ip($"addr add {Address6}/64 dev host0 nodad");
        space.Ip("link set host0 up");
    }

    /// <summary>Test processes may run side by side: a network that no interface has.</summary>
    private static int FreeNetwork()
    {
        string taken = Shell.Run("ip", "-4", "-oneline", "addr", "show");
        return Enumerable.Range(Environment.ProcessId, 63).Select(n => n % 63).First(n => !taken.Contains(Text($" 198.51.100.{4 * n + 1}/"), StringComparison.Ordinal));
    }

    private static Socket Bound(SocketType type, ProtocolType protocol, int port)
    {
        Socket socket = new(AddressFamily.InterNetworkV6, type, protocol) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        if (type == SocketType.Stream)
            socket.Listen(1024);
        return socket;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
