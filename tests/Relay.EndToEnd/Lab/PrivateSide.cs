using System.Net;
using System.Net.Sockets;
using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary>
/// A private network for tests, as docs/gateway.md sets it up:
/// <code>
/// client namespace  10.75.0.2 ──── veth ──── 10.75.0.1  gateway namespace: TPROXY to port 8080, no other way out
///                   fd75:7265:6c61:1::2      fd75:7265:6c61:1::1
/// </code>
/// Programs in the client's namespace ask the gateway for names.
/// </summary>
internal sealed class PrivateSide : IDisposable
{
    public const string Gateway4 = "10.75.0.1", Client4 = "10.75.0.2", Gateway6 = "fd75:7265:6c61:1::1", Client6 = "fd75:7265:6c61:1::2";
    public const int TransparentPort = 8080, SocksPort = 1080;

    private const string Ruleset = """
        table inet urelay {
          chain prerouting {
            type filter hook prerouting priority mangle
            iifname != "lab0" accept
            ip daddr 10.75.0.1 accept
            ip6 daddr fd75:7265:6c61:1::1 accept
            meta l4proto tcp tproxy to :8080
          }
        }
        """;

    private readonly Netns client = new("client");

    public PrivateSide()
    {
        Shell.Run("ip", "link", "add", "lab0", "netns", Gateway.Name, "type", "veth", "peer", "name", "eth0", "netns", client.Name);
        Connect(Gateway, "lab0", Gateway4, Gateway6);
        Connect(client, "eth0", Client4, Client6);
        client.Ip($"route add default via {Gateway4}");
        client.Ip($"route add default via {Gateway6}");
        foreach (string family in (string[])["-4", "-6"])
        {
            Gateway.Ip($"{family} rule add pref 100 iif lab0 lookup 100");
            Gateway.Ip($"{family} route add local default dev lo table 100");
        }
        Shell.Run("ip", "netns", "exec", Gateway.Name, "nft", Ruleset);
        Directory.CreateDirectory(Configuration);
        File.WriteAllText(Path.Combine(Configuration, "resolv.conf"), $"nameserver {Gateway4}\n");
    }

    public Netns Gateway { get; } = new("gateway");

    public string TransparentListener => $"transparent://[::]:{TransparentPort}?netns={Gateway.Name}";

    public string SocksListener => $"socks://[::]:{SocksPort}?netns={Gateway.Name}";

    public string DnsListener => $"dns://[::]:53?netns={Gateway.Name}";

    /// <summary>Runs a program in the client's namespace.</summary>
    public Task<ShellResult> RunAsync(params string[] command) => Shell.TryRunAsync("ip", ["netns", "exec", client.Name, .. command]);

    /// <summary>Starts a program in the client's namespace.</summary>
    public RunningProgram Start(params string[] command) => new(["setsid", "ip", "netns", "exec", client.Name, .. command], new Dictionary<string, string>(), "/");

    /// <summary>The phantom of a name, as dig(1) is told it.</summary>
    public async Task<string> PhantomOfAsync(string name) => (await RunAsync("dig", "+short", "+time=20", name, "AAAA")).Output.Trim();

    /// <summary>Connects from the client's namespace.</summary>
    public async Task<Socket> ConnectAsync(string address, int port)
    {
        IPEndPoint target = new(IPAddress.Parse(address), port);
        Socket socket = NewSocket(target.AddressFamily);
        await socket.ConnectAsync(target);
        return socket;
    }

    /// <summary>SOCKS 4: version, CONNECT, port, address, no user.</summary>
    public static byte[] Socks4Request(string address, int port) => [4, 1, (byte)(port >> 8), (byte)port, .. IPAddress.Parse(address).GetAddressBytes(), 0];

    /// <summary>A TCP socket of the client's namespace, not connected yet.</summary>
    public Socket NewSocket(AddressFamily family) => client.Inside(() => new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    public void Dispose()
    {
        Directory.Delete(Configuration, recursive: true);
        client.Dispose();
        Gateway.Dispose();
    }

    /// <summary>Where ip-netns(8) looks for what replaces files of /etc.</summary>
    private string Configuration => $"/etc/netns/{client.Name}";

    private static void Connect(Netns space, string link, string address4, string address6)
    {
        space.Ip($"addr add {address4}/24 dev {link}");
        space.Ip($"addr add {address6}/64 dev {link} nodad");
        space.Ip($"link set {link} up");
    }
}
