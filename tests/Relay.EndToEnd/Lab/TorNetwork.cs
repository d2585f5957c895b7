using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Relay.EndToEnd.Lab;

/// <summary>
/// A private Tor network of real <c>tor</c> programs on the internet side, which knows no other: three directory authorities that are relays and exits too, more relays, a client
/// whose SocksPort the host reaches, and an onion service before the internet side's HTTP server. Options: tor(1), "Testing network options".
/// </summary>
internal sealed class TorNetwork : IDisposable
{
    public const int SocksPort = 9050;

    /// <summary>Only the name server that the exits ask knows them.</summary>
    public const string OneName = "one.by-tor.test", OtherName = "other.by-tor.test";

    private const int Authorities = 3, Relays = 5, NamesPort = 5053;
    private const int FirstOrPort = 5000, FirstDirPort = 7000;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-tor-");
    private readonly InternetSide internet;
    private readonly List<RunningProgram> programs = [];
    private readonly NamesServer names;

    private TorNetwork(InternetSide internet)
    {
        this.internet = internet;
        names = new NamesServer(internet.Space.Inside(BoundToLoopback), internet.Address4, internet.Address6, OneName, OtherName);
        File.WriteAllText(Path.Combine(directory.FullName, "resolv.conf"), Text($"nameserver 127.0.0.1:{NamesPort}\n"));
    }

    /// <summary>The name of the service.</summary>
    public string Onion => File.ReadAllText(Path.Combine(directory.FullName, "service", "onion", "hostname")).Trim();

    /// <summary>With a client that is ready. The service takes its time: ask it until it answers.</summary>
    public static async Task<TorNetwork> StartAsync(InternetSide internet)
    {
        TorNetwork network = new(internet);
        try
        {
            await network.StartAsync();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>What the client says of its circuits, a line each: control-spec, <c>GETINFO circuit-status</c>.</summary>
    public async Task<string[]> CircuitsAsync()
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(directory.FullName, "client", "control")));
        _ = await socket.SendAsync("AUTHENTICATE\r\nGETINFO circuit-status\r\nQUIT\r\n"u8.ToArray());
        using StreamReader reader = new(new NetworkStream(socket), Encoding.ASCII);
        return [.. (await reader.ReadToEndAsync()).Split("\r\n")];
    }

    public void Dispose()
    {
        programs.ForEach(program => program.Dispose());
        names.Dispose();
        directory.Delete(recursive: true);
    }

    private async Task StartAsync()
    {
        string[] authorities = await Task.WhenAll(Enumerable.Range(1, Authorities).Select(MakeAuthorityAsync));
        string network = string.Concat(authorities);
        for (int n = 1; n <= Relays; n++)
        {
            string role = n <= Authorities
                ? Text($"AuthoritativeDirectory 1\nV3AuthoritativeDirectory 1\nDirPort {FirstDirPort + n} IPv4Only\nContactInfo a@test\n") : "";
            Start(Node(n), network + Relay(n) + role + Exit);
        }
        Start("service", network + Text($"""
            SocksPort 0
            HiddenServiceDir {directory.FullName}/service/onion
            HiddenServicePort 80 127.0.0.1:{InternetSide.HttpPort}
            HiddenServiceSingleHopMode 1
            HiddenServiceNonAnonymousMode 1

            """));
        RunningProgram client = Start("client", network + Text($"""
            SocksPort {internet.Address4}:{SocksPort}
            SocksPolicy accept *
            ControlSocket {directory.FullName}/client/control

            """));
        // Twenty seconds; authorities that share a busy machine may miss each other's votes, and vote again.
        await client.WaitForAsync("Bootstrapped 100%", TimeSpan.FromMinutes(3));
    }

    /// <summary>Makes an authority's keys, and tells the line that all others are to have of it.</summary>
    private async Task<string> MakeAuthorityAsync(int n)
    {
        string keys = Directory.CreateDirectory(Path.Combine(directory.FullName, Node(n)), Private).CreateSubdirectory("keys").FullName;
        string where = Text($"127.0.0.1:{FirstDirPort + n}"), certificate = Path.Combine(keys, "authority_certificate");
        using RunningProgram making = new(
            ["setsid", "tor-gencert", "--create-identity-key", "-m", "12", "-a", where, "-i", Path.Combine(keys, "authority_identity_key"),
                "-s", Path.Combine(keys, "authority_signing_key"), "-c", certificate, "--passphrase-fd", "0"], new Dictionary<string, string>(), keys);
        await making.Input.WriteLineAsync();
        Assert.Equal(0, (await making.EndAsync()).Status);
        string identity = File.ReadLines(certificate).First(line => line.StartsWith("fingerprint ", StringComparison.Ordinal))["fingerprint ".Length..];
        // It tells no fingerprint without an authority: any line does for that.
        string nobody = new('0', 40), configuration = Write(Node(n), Relay(n) + $"DirAuthority x orport=1 v3ident={nobody} 127.0.0.1:1 {nobody}\n");
        using RunningProgram asking = new(["setsid", "tor", "--list-fingerprint", "--quiet", "-f", configuration], new Dictionary<string, string>(), keys);
        string[] fingerprint = (await asking.EndAsync()).Output.Trim().Split(' ')[1..];
        return Text($"DirAuthority {Node(n)} orport={FirstOrPort + n} v3ident={identity} {where} {string.Concat(fingerprint)}\n");
    }

    private RunningProgram Start(string node, string options)
    {
        RunningProgram program = new(["setsid", "ip", "netns", "exec", internet.Space.Name, "tor", "-f", Write(node, options)], new Dictionary<string, string>(), directory.FullName);
        programs.Add(program);
        return program;
    }

    private string Write(string node, string options)
    {
        string data = Directory.CreateDirectory(Path.Combine(directory.FullName, node), Private).FullName, configuration = Path.Combine(data, "torrc");
        File.WriteAllText(configuration, Testing + $"DataDirectory {data}\n" + options);
        return configuration;
    }

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Votes every few seconds, relays that need not be proved to be there, and addresses that no public network has.</summary>
    private const string Testing = """
        TestingTorNetwork 1
        Log notice stdout
        AssumeReachable 1
        PathsNeededToBuildCircuits 0.25
        TestingDirAuthVoteExit *
        TestingDirAuthVoteGuard *
        TestingDirAuthVoteHSDir *
        TestingV3AuthInitialVotingInterval 5
        TestingV3AuthInitialVoteDelay 2
        TestingV3AuthInitialDistDelay 2
        V3AuthVotingInterval 10
        V3AuthVoteDelay 2
        V3AuthDistDelay 2
        MinUptimeHidServDirectoryV2 0
        ExtendAllowPrivateAddresses 1
        EnforceDistinctSubnets 0
        ClientDNSRejectInternalAddresses 0
        ClientRejectInternalAddresses 0
        VanguardsLiteEnabled 0

        """;

    private string Exit => $"""
        ExitRelay 1
        ExitPolicy accept *:*
        ExitPolicyRejectPrivate 0
        ServerDNSResolvConfFile {directory.FullName}/resolv.conf
        ServerDNSDetectHijacking 0

        """;

    private static string Relay(int n) => Text($"Nickname {Node(n)}\nAddress 127.0.0.1\nORPort {FirstOrPort + n} IPv4Only\nSocksPort 0\n");

    private static string Node(int n) => Text($"node{n}");

    private static Socket BoundToLoopback()
    {
        Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), NamesPort));
        return socket;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
