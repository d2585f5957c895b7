using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Relay.EndToEnd.Tcp;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>Names with addresses of both families, on networks of which one leads nowhere; and who is asked for them.</summary>
public sealed class DialingTests(InternetSide internet)
{
    private const int DeadPort = 8186, ResolverPort = 5305;

    [Fact]
    public async Task Where_IPv6_is_a_black_hole_IPv4_is_quick_and_then_first_also_after_a_restart()
    {
        internet.Serve(DeadPort, HttpServer.ServeAsync);
        using Blackhole hole = new(internet.Space.Name, Text($"meta nfproto ipv6 tcp dport {DeadPort}"), Text($"meta nfproto ipv6 tcp sport {DeadPort}"));
        using SocksWorker worker = await SocksWorker.StartAsync(internet, Urelay.As("root"), [("two.test", [internet.Address4, internet.Address6])]);
        string url = Text($"http://two.test:{DeadPort}/");

        Assert.Equal("hello\n", await CurlAsync(worker, url));
        Assert.Equal([$"{internet.Address6}|called_off", $"{internet.Address4}|ok"], await AttemptsAsync(worker, 1));
        Assert.InRange(await DialTimeAsync(worker, 1), 250, 5000);

        Assert.Equal("hello\n", await CurlAsync(worker, url));
        Assert.Equal([$"{internet.Address4}|ok"], await AttemptsAsync(worker, 2));

        worker.Worker.Program.Signal("TERM");
        Assert.Equal(0, (await worker.Worker.Program.EndAsync()).Status);
        await worker.Worker.StartAsync();
        Assert.Equal("hello\n", await CurlAsync(worker, url));
        Assert.Equal([$"{internet.Address4}|ok"], await AttemptsAsync(worker, 3));
        ShellResult explained = await worker.Worker.RunAsync("explain", "two.test", "--socks", "--store", worker.Worker.Store, "--journal", Path.Combine(worker.Worker.Home, "journal"));
        Assert.Contains($"1. {internet.Address4} port 443 by direct; IPv4 first, others have failed of late", explained.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_leaves_from_a_deprecated_address_is_tried_after_what_does_not()
    {
        using Netns roads = new("roads");
        roads.Ip("link add near type veth peer name far");
        roads.Ip("link set far up");
        roads.Ip("link set near up");
        roads.Ip("addr add 203.0.113.1/24 dev near");
        roads.Ip("addr add 2001:db8:6724::1/64 dev near nodad preferred_lft 0");
        using SocksWorker worker = await SocksWorker.StartAsync(internet, Urelay.As("root"), [("two.test", ["203.0.113.9", "2001:db8:6724::9"])]);
        worker.Worker.Sql($"BEGIN; INSERT INTO upstream (name, kind, netns) VALUES ('there', 'direct', '{roads.Name}'); INSERT INTO rule (domain, upstream) VALUES ('two.test', 'there'); COMMIT");
        ShellResult explained = await worker.Worker.RunAsync("explain", "two.test", "--socks", "--store", worker.Worker.Store);
        Assert.Contains("1. 203.0.113.9 port 443 by there; IPv4 first, the sources of the others are deprecated, from 203.0.113.1\n", explained.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_addresses_of_a_name_may_go_different_ways()
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, Urelay.As("root"), [("two.test", [internet.Address4, internet.Address6])]);
        worker.Worker.Sql(Text($"""
            BEGIN;
            INSERT INTO upstream (name, kind, address, port) VALUES ('dead', 'socks5', '{internet.Address4}', {InternetSide.ClosedPort});
            INSERT INTO rule (domain, upstream, resolve) VALUES ('two.test', 'dead', '6_weak');
            INSERT INTO rule (network, upstream) VALUES ('198.51.100.0/24', 'direct');
            COMMIT;
            """));
        AuditRow row;
        do
        {
            Assert.Equal("hello\n", await CurlAsync(worker, "http://two.test/"));
            row = await worker.Worker.AuditAsync("two.test");
        }
        while (row.RuleId is null);
        Assert.Equal("direct", row.Upstream);
        string rows = worker.Worker.Sql(Text($"SELECT address, upstream, outcome FROM connection_attempt WHERE connection_id = {row.Id} ORDER BY started_at"));
        Assert.Equal([$"{internet.Address6}|dead|upstream_failed", $"{internet.Address4}|direct|ok"], rows.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_rule_or_its_upstream_says_who_is_asked_and_the_upstream_from_where()
    {
        // It listens on the loopback of the servers' namespace: nothing leads there from the worker's.
        using NamesServer inside = new(internet.Space.Inside(BoundToLoopback), internet.Address4, internet.Address6, "office.test", "its.office.test");
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--resolver", internet.Address4);
        worker.Worker.Sql(Text($"""
            BEGIN;
            INSERT INTO upstream (name, kind, netns) VALUES ('there', 'direct', '{internet.Space.Name}');
            INSERT INTO resolver (name, kind, servers) VALUES ('office', 'dns', '127.0.0.1:{ResolverPort}');
            INSERT INTO upstream (name, kind, netns, resolver) VALUES ('by itself', 'direct', '{internet.Space.Name}', 'office');
            INSERT INTO rule (domain, upstream, resolver) VALUES ('office.test', 'there', 'office'), ('other.test', 'there', NULL), ('its.office.test', 'by itself', NULL);
            INSERT INTO rule (network, own_host, comment) VALUES ('{internet.Address4}', true, 'addresses of the namespace there itself'), ('{internet.Address6}', true, NULL);
            COMMIT;
            """));
        AuditRow row;
        do
        {
            _ = await CurlAsync(worker, "http://office.test/");
            row = await worker.Worker.AuditAsync("office.test");
        }
        while (row.RuleId is null);
        Assert.Equal(("ok", "there"), (row.Outcome, row.Upstream));
        // Once for all loops of the worker, of which the kernel chooses one for each connection.
        int asked = inside.Asked;
        Assert.True(asked > 0);
        for (int i = 0; i < 16; i++)
            Assert.Equal("hello\n", await CurlAsync(worker, "http://office.test/"));
        Assert.Equal(asked, inside.Asked);
        Assert.Equal("hello\n", await CurlAsync(worker, "http://its.office.test/"));
        ShellResult explained = await worker.Worker.RunAsync("explain", "its.office.test", "--socks", "--store", worker.Worker.Store);
        Assert.Contains(Text($"by the name server 127.0.0.1 port {ResolverPort} (resolver office, as the upstream has it): "), explained.Output, StringComparison.Ordinal);
        _ = await CurlAsync(worker, "http://other.test/");
        Assert.Equal(("name_not_found", "there is no such name"), Of(await worker.Worker.AuditAsync("other.test")));

        worker.Worker.Sql(Text($"UPDATE resolver SET servers = '127.0.0.1:{ResolverPort + 1}'"));
        do
            _ = await CurlAsync(worker, "http://office.test/");
        while ((row = await worker.Worker.AuditAsync("office.test")).Outcome == "ok");
        Assert.Equal(("resolver_failed", Text($"the name server 127.0.0.1 port {ResolverPort + 1} cannot be asked: Connection refused")), Of(row));
    }

    [Fact]
    public async Task Multicast_DNS_is_asked_by_avahi_daemon()
    {
        using AvahiDaemon avahi = await AvahiDaemon.StartAsync(internet);
        using SocksWorker worker = await SocksWorker.StartAsync(internet);
        worker.Worker.Sql("""
            BEGIN;
            INSERT INTO resolver (name, kind) VALUES ('lan', 'mdns');
            INSERT INTO rule (domain, resolver) VALUES ('.local', 'lan');
            INSERT INTO rule (domain, network) VALUES ('.local', '198.51.100.0/24'), ('.local', '2001:db8::/32');
            COMMIT;
            """);
        while (await CurlAsync(worker, $"http://{AvahiDaemon.Name}/") != "hello\n")
            Assert.NotEqual("ok", (await worker.Worker.AuditAsync(AvahiDaemon.Name)).Outcome);
        AuditRow row = await worker.Worker.AuditAsync(each => each.Domain == AvahiDaemon.Name && each.Outcome == "ok");
        // The daemon tells all addresses of its host, and other tests give it some for a while.
        string network6 = internet.Address6[..(internet.Address6.IndexOf("::", StringComparison.Ordinal) + 2)];
        Assert.True(row.RemoteAddress == internet.Address4 || row.RemoteAddress!.StartsWith(network6, StringComparison.Ordinal), row.RemoteAddress);
        ShellResult explained = await worker.Worker.RunAsync("explain", AvahiDaemon.Name, "--socks", "--store", worker.Worker.Store);
        Assert.Contains("by avahi-daemon (/run/avahi-daemon/socket) (resolver lan, as the rule has it): ", explained.Output, StringComparison.Ordinal);
    }

    private static Socket BoundToLoopback()
    {
        Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), ResolverPort));
        return socket;
    }

    /// <summary>The attempts of the name's n-th flow, in their order.</summary>
    private static async Task<string[]> AttemptsAsync(SocksWorker worker, int n)
    {
        long id = await FlowAsync(worker, n);
        string rows = worker.Worker.Sql(Text($"SELECT address, outcome FROM connection_attempt WHERE connection_id = {id} ORDER BY started_at"));
        return rows.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<double> DialTimeAsync(SocksWorker worker, int n)
    {
        long id = await FlowAsync(worker, n);
        string row = worker.Worker.Sql(Text($"SELECT max(julianday(started_at) + ms / 86400000.0) * 86400000 - min(julianday(started_at)) * 86400000 FROM connection_attempt WHERE connection_id = {id}"));
        return double.Parse(row, CultureInfo.InvariantCulture);
    }

    private static async Task<long> FlowAsync(SocksWorker worker, int n)
    {
        IReadOnlyList<AuditRow> rows = await AuditRows.WaitAsync(worker.Worker.Store, rows => rows.Count(Ended) >= n);
        return rows.Where(Ended).ElementAt(n - 1).Id;

        static bool Ended(AuditRow row) => row is { Domain: "two.test", Outcome: "ok" };
    }

    private static (string Outcome, string? Error) Of(AuditRow row) => (row.Outcome, row.Error);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> CurlAsync(SocksWorker worker, string url)
    {
        using RunningProgram curl = new(["setsid", "curl", "-s", "--max-time", "30", "--socks5-hostname", worker.Proxy, url], new Dictionary<string, string>(), "/");
        return (await curl.EndAsync()).Output;
    }
}
