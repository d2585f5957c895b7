using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Relay.EndToEnd.Lab;
using Relay.Store.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>
/// What a hostile client tries to reach the relay's own host, where a server waits on all addresses and ports of which nothing may come: literals, names, a resolver in its
/// hands, and what rules and ways out make of them.
/// </summary>
public sealed class OwnHostTests(InternetSide internet) : IAsyncLifetime
{
    private const int ResolverPort = 5316;

    private readonly PrivateSide side = new();
    private readonly TcpListener prey = TcpListener.Create(0);
    private HostileNames? names;
    private Worker? running;

    private Worker Worker => running ?? throw new InvalidOperationException("not started");

    private int Port => ((IPEndPoint)prey.LocalEndpoint).Port;

    public async ValueTask InitializeAsync()
    {
        prey.Start();
        names = new HostileNames(internet.Space.Inside(Bound));
        running = await Worker.StartAsync([side.TransparentListener, side.SocksListener, side.DnsListener], [("prey.test", ["127.0.0.1"]), ("ready.test", [internet.Address4])]);
        Worker.Sql(Text($"""
            BEGIN;
            INSERT INTO pool (name, kind, prefix) VALUES ('carrier', 'nat64', '2001:db8:6464::/48');
            INSERT INTO upstream (name, kind, netns) VALUES ('there', 'direct', '{internet.Space.Name}');
            INSERT INTO upstream (name, kind, address, port, username, password) VALUES ('http', 'http', '{internet.Address4}', {ConnectProxy.Port}, '{ConnectProxy.User}', '{ConnectProxy.Password}');
            INSERT INTO upstream (name, kind) VALUES ('either', 'group');
            INSERT INTO upstream_member (group_name, member, position) VALUES ('either', 'there', 1), ('either', 'direct', 2);
            INSERT INTO resolver (name, kind, servers) VALUES ('evil', 'dns', '{internet.Address4}:{ResolverPort}');
            INSERT INTO rule (domain, resolver) VALUES ('{HostileNames.Zone}', 'evil');
            INSERT INTO rule (network, domain, comment) VALUES ('198.51.100.0/24', '{HostileNames.Zone}', 'the Internet of this test');
            INSERT INTO rule (domain, to_address) VALUES ('=rewritten.test', '127.0.0.1'), ('=carried.test', '64:ff9b::7f00:1'), ('=tunnelled.test', '2002:7f00:1::1');
            INSERT INTO rule (domain, to_network) VALUES ('.numbered.test', '127.0.0.0/8');
            INSERT INTO rule (network, to_address) VALUES ('10.64.0.0/16', '{internet.HostAddress4}');
            INSERT INTO rule (network, to_domain) VALUES ('10.65.0.0/16', 'prey.test');
            INSERT INTO rule (network, upstream) VALUES ('10.75.0.1', 'there'), ('10.76.0.1', 'either');
            INSERT INTO rule (network, ports, upstream) VALUES ('::/0', '8443', 'http');
            INSERT INTO rule (domain, to_address) VALUES ('=sentinel.test', '{internet.Address4}');
            COMMIT;
            """));
        // The commit is in force when the last of it is.
        while ((await side.RunAsync("curl", "-sS", "--max-time", "40", "http://sentinel.test/")).Output != "hello\n")
            continue;
    }

    public ValueTask DisposeAsync()
    {
        running?.Dispose();
        names?.Dispose();
        prey.Dispose();
        side.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task No_literal_leads_there_by_SOCKS()
    {
        // A scope is nothing that SOCKS could say.
        string[] own = [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(link => link.GetIPProperties().UnicastAddresses).Select(each => new IPAddress(each.Address.GetAddressBytes()).ToString())];
        Assert.Contains(internet.HostAddress6, own);
        string four = Convert.ToHexStringLower(IPAddress.Parse(internet.HostAddress4).GetAddressBytes());
        string[] forms =
        [
            .. own, "127.9.9.9", "0.0.0.0", "0.1.2.3", "169.254.169.254", "224.0.0.1", "255.255.255.255", "::", "fd00:ec2::254",
            $"::ffff:{internet.HostAddress4}", $"::{internet.HostAddress4}", $"::ffff:0:{internet.HostAddress4}", $"64:ff9b::{internet.HostAddress4}", $"64:ff9b:1::{internet.HostAddress4}",
            $"64:ff9b:1:{four[..4]}:{four[4..6]}:{four[6..]}08:808:808", $"2001:db8:6464:{four[..4]}:{four[4..6]}:{four[6..]}00::", $"2002:{four[..4]}:{four[4..]}::1",
            $"2001:0:808:808::{~Convert.ToUInt32(four, 16) >> 16:x}:{~Convert.ToUInt32(four, 16) & 0xffff:x}", $"2001:db8:5:5:0:5efe:{internet.HostAddress4}", $"fd75:7265:6c61:7900:5ff:6464:{four[..4]}:{four[4..]}",
        ];
        foreach (string form in forms)
            await AssertForbiddenAsync(form, await AskAsync(IPAddress.Parse(form), Port), row => row.AskedAddress == NetAddress.Parse(form).ToString());
        AssertUntouched();
    }

    [Fact]
    public async Task No_name_leads_there_by_SOCKS()
    {
        foreach (string name in (string[])["localhost", "x.localhost", "prey.test", "rewritten.test", "carried.test", "tunnelled.test", "1.numbered.test", "ip4-127-0-0-1.u-relay.home.arpa", "ip6-64-ff9b--7f00-1.u-relay.home.arpa"])
            await AssertForbiddenAsync(name, await AskAsync(name, Port), row => row.Domain == name);
        // What is an address is one though it is said as a name; what inet_aton(3) takes for one is neither.
        foreach (string address in (string[])["127.0.0.1", "::1", "::ffff:127.0.0.9"])
            await AssertForbiddenAsync(address, await AskAsync(address, Port), row => row.AskedAddress == NetAddress.Parse(address).ToString());
        string[] legacy = ["127.1", "127.0.0.1.", "0177.0.0.1", "0x7f000001", "0x7f.0x1", "2130706433", "017700000001", "[::1]", "fe80::1%lo"];
        foreach (string name in legacy)
            Assert.NotEqual((name, 0), (name, await AskAsync(name, Port)));
        _ = await AuditRows.WaitAsync(Worker.Store, rows => rows.Count(row => row is { Listener: "socks", Outcome: "handshake_failed" }) == legacy.Length);
        AssertUntouched();

        // It would have been noticed.
        Worker.Sql("INSERT INTO rule (domain, network, own_host) VALUES ('prey.test', '127.0.0.1', true)");
        while (await AskAsync("prey.test", Port) != 0)
            continue;
        Assert.True(prey.Pending());
    }

    [Fact]
    public async Task No_answer_of_a_hostile_resolver_leads_there()
    {
        foreach (string address in (string[])["127.0.0.1", "0.0.0.0", internet.HostAddress4, "10.0.0.1", "::1", internet.HostAddress6, "64:ff9b::7f00:1", "64:ff9b:1:7f00:0:108:808:808", "2002:7f00:1::1", "fe80::1"])
            await AssertForbiddenAsync(address, await AskAsync(HostileNames.NameOf(address), Port), row => row.Domain == HostileNames.NameOf(address));
        // An AAAA record with an IPv4 address is none.
        string mapped = HostileNames.NameOf("::ffff:127.0.0.1");
        Assert.Equal(4, await AskAsync(mapped, Port));
        Assert.Equal("name_not_found", (await Worker.AuditAsync(mapped)).Outcome);

        // By its phantom too, and after an answer that was as it should be.
        string rebinding = HostileNames.NameOf(internet.Address4, "127.0.0.1");
        Assert.Equal("hello\n", (await side.RunAsync("curl", "-sS", "--max-time", "40", $"http://{rebinding}/")).Output);
        ShellResult later;
        do
            later = await side.RunAsync("curl", "-sS", "--max-time", "40", $"http://{rebinding}/");
        while (later.Output == "hello\n");
        Assert.Contains(later.Status, (int[])[7, 56]);
        AuditRow row = await Worker.AuditAsync(row => row.Domain == rebinding && row.Outcome != "ok");
        Assert.Equal(("forbidden", "phantom"), (row.Outcome, row.LearntBy));
        AssertUntouched();
    }

    [Fact]
    public async Task No_literal_leads_there_transparently()
    {
        foreach (string address in (string[])[internet.HostAddress4, internet.HostAddress6, "169.254.169.254", "10.64.0.0", "10.65.0.1", "64:ff9b::7f00:1", "64:ff9b:1:7f00:0:108:808:808", "2001:db8:6464:7f00:0:100::"])
        {
            string host = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
            Assert.Contains((await side.RunAsync("curl", "-sS", "--max-time", "40", Text($"http://{host}:{Port}/"))).Status, (int[])[7, 56]);
            Assert.Equal("forbidden", (await Worker.AuditAsync(row => row.AskedAddress == address && row.Outcome != "open")).Outcome);
        }
        AssertUntouched();
    }

    [Fact]
    public async Task No_proxy_is_asked_for_it()
    {
        using ConnectProxy proxy = await ConnectProxy.StartAsync(internet);
        foreach (string address in (string[])["127.0.0.1", internet.HostAddress4, internet.HostAddress6, "64:ff9b::7f00:1"])
        {
            await AssertForbiddenAsync(address, await AskAsync(IPAddress.Parse(address), 8443), row => row.AskedAddress == address && row.AskedPort == 8443);
            Assert.Equal("0", Worker.Sql(Text($"SELECT count(*) FROM connection_attempt WHERE connection_id = (SELECT max(id) FROM connection WHERE asked_address = '{address}')")).Trim());
        }
    }

    /// <summary>The private side's own network is somewhere else on the internet side, and there again an address of the namespace that dials is its own.</summary>
    [Fact]
    public async Task The_same_numbers_elsewhere_stay_reachable_and_addresses_that_come_and_go_count_at_once()
    {
        const string gateways = PrivateSide.Gateway6, conflicting = "10.76.0.1", coming = "10.77.0.1";
        internet.Space.Ip($"addr add {gateways}/128 dev lo nodad");
        internet.Space.Ip($"addr add {coming}/32 dev lo");
        Shell.Run("ip", "-6", "route", "replace", gateways, "via", internet.Address6);
        Shell.Run("ip", "route", "replace", coming, "via", internet.Address4);
        try
        {
            Assert.Equal(0, await AskAsync(IPAddress.Parse(gateways), InternetSide.HttpPort));
            Assert.Equal(0, await AskAsync(IPAddress.Parse(coming), InternetSide.HttpPort));

            // From that namespace these are its own, for the group too.
            internet.Space.Ip($"addr add {conflicting}/32 dev lo");
            internet.Space.Ip($"addr add {PrivateSide.Gateway4}/32 dev lo");
            Assert.Equal(2, await AskAsync(IPAddress.Parse(conflicting), InternetSide.HttpPort));
            Assert.Equal(2, await AskAsync(IPAddress.Parse(PrivateSide.Gateway4), InternetSide.HttpPort));

            Shell.Run("ip", "addr", "add", $"{coming}/32", "dev", "lo");
            while (await AskAsync(IPAddress.Parse(coming), Port) != 2)
                continue;
            Shell.Run("ip", "addr", "del", $"{coming}/32", "dev", "lo");
            while (await AskAsync(IPAddress.Parse(coming), InternetSide.HttpPort) != 0)
                continue;
        }
        finally
        {
            _ = Shell.TryRun("ip", "addr", "del", $"{coming}/32", "dev", "lo");
            _ = Shell.TryRun("ip", "route", "delete", coming);
            _ = Shell.TryRun("ip", "-6", "route", "delete", gateways);
            _ = Shell.TryRun("ip", "-n", internet.Space.Name, "addr", "del", $"{conflicting}/32", "dev", "lo");
            _ = Shell.TryRun("ip", "-n", internet.Space.Name, "addr", "del", $"{PrivateSide.Gateway4}/32", "dev", "lo");
        }
    }

    private async Task AssertForbiddenAsync(string what, byte code, Func<AuditRow, bool> its)
    {
        AuditRow row = await Worker.AuditAsync(row => its(row) && row.Outcome != "open");
        Assert.Equal((what, "forbidden", 2), (what, row.Outcome, code));
    }

    private void AssertUntouched() => Assert.False(prey.Pending(), "a flow has come to a server of the relay's own host");

    private Task<byte> AskAsync(string name, int port) => AskAsync([3, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)], port);

    private Task<byte> AskAsync(IPAddress address, int port)
    {
        byte[] bytes = address.GetAddressBytes();
        return AskAsync([(byte)(bytes.Length == 4 ? 1 : 4), .. bytes], port);
    }

    /// <summary>RFC 1928: the greeting and the request at once.</summary>
    /// <returns>REP.</returns>
    private async Task<byte> AskAsync(byte[] target, int port)
    {
        using Socket socket = await side.ConnectAsync(PrivateSide.Gateway4, PrivateSide.SocksPort);
        await socket.SendAsync((byte[])[5, 1, 0, 5, 1, 0, .. target, (byte)(port >> 8), (byte)port], TestContext.Current.CancellationToken);
        byte[] reply = new byte[4];
        await new NetworkStream(socket).ReadExactlyAsync(reply, TestContext.Current.CancellationToken);
        return reply[3];
    }

    private static Socket Bound()
    {
        Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, ResolverPort));
        return socket;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
