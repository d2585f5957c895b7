using System.Globalization;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>The ways out with real programs behind them: tinyproxy, ssh, HAProxy and nginx that take a PROXY header; and what the kernel does for a socket.</summary>
public sealed class WaysOutTests(InternetSide internet)
{
    [Fact]
    public async Task An_HTTP_proxy_opens_a_tunnel_also_behind_a_SOCKS_proxy()
    {
        using ConnectProxy proxy = await ConnectProxy.StartAsync(internet);
        using SshProxy ssh = await SshProxy.StartAsync(internet);
        using SocksWorker worker = await StartAsync();
        worker.Worker.Sql(string.Create(CultureInfo.InvariantCulture, $"""
            BEGIN;
            INSERT INTO upstream (name, kind, address, port, username, password) VALUES ('http', 'http', '{internet.Address4}', {ConnectProxy.Port}, '{ConnectProxy.User}', '{ConnectProxy.Password}');
            INSERT INTO upstream (name, kind, address, port, username, password) VALUES ('guess', 'http', '{internet.Address4}', {ConnectProxy.Port}, '{ConnectProxy.User}', 'guess');
            INSERT INTO upstream (name, kind, address, port) VALUES ('ssh', 'socks5', '127.0.0.1', {ssh.Port});
            INSERT INTO upstream (name, kind, address, port, username, password, via)
                VALUES ('behind', 'http', '{SshProxy.RemoteName}', {ConnectProxy.Port}, '{ConnectProxy.User}', '{ConnectProxy.Password}', 'ssh');
            INSERT INTO rule (domain, upstream, resolve) VALUES ('one.test', 'http', '4_only'), ('two.test', 'guess', '4_only'), ('three.test', 'behind', '6_only'), ('four.test', 'http', '4_only');
            COMMIT;
            """));
        await InForceAsync(worker, "one.test", "http");
        Assert.Equal("hello\n", await CurlAsync(worker, "http://three.test/"));
        Assert.Equal("behind", (await worker.Worker.AuditAsync("three.test")).Upstream);
        Assert.Equal("", await CurlAsync(worker, "http://two.test/"));
        AuditRow row = await worker.Worker.AuditAsync("two.test");
        Assert.Equal(("upstream_failed", "upstream guess refused the username and password"), (row.Outcome, row.Error));
        Assert.Equal("", await CurlAsync(worker, $"http://four.test:{InternetSide.ClosedPort}/"));
        Assert.Equal("unreachable", (await worker.Worker.AuditAsync("four.test")).Outcome);
    }

    [Fact]
    public async Task A_proxy_over_TLS_must_show_the_certificate_it_should()
    {
        using ConnectProxy proxy = await ConnectProxy.StartAsync(internet);
        using TlsProxy tls = await TlsProxy.StartAsync(internet);
        using SocksWorker worker = await StartAsync();
        string address = string.Create(CultureInfo.InvariantCulture, $"'{internet.Address4}', {TlsProxy.Port}, '{ConnectProxy.User}', '{ConnectProxy.Password}', true");
        worker.Worker.Sql($"""
            BEGIN;
            INSERT INTO upstream (name, kind, address, port, username, password, tls, tls_name, tls_ca) VALUES ('good', 'http', {address}, '{TlsProxy.Name}', '{tls.Certificate}'),
                ('another', 'http', {address}, 'another.test', '{tls.Certificate}'), ('stranger', 'http', {address}, '{TlsProxy.Name}', NULL);
            INSERT INTO upstream (name, kind) VALUES ('either', 'group');
            INSERT INTO upstream_member (group_name, member, position) VALUES ('either', 'stranger', 1), ('either', 'good', 2);
            INSERT INTO rule (domain, upstream, resolve) VALUES ('one.test', 'good', '4_only'), ('two.test', 'another', '4_only'), ('three.test', 'stranger', '4_only'), ('four.test', 'either', '4_only');
            COMMIT;
            """);
        await InForceAsync(worker, "one.test", "good");
        Assert.Equal("hello\n", await CurlAsync(worker, "http://one.test/"));
        Assert.Equal("", await CurlAsync(worker, "http://two.test/"));
        AuditRow row = await worker.Worker.AuditAsync("two.test");
        Assert.Equal(("upstream_failed", "upstream another cannot be reached: its certificate is not for another.test: set tls_name to the name it is for"), (row.Outcome, row.Error));
        Assert.Equal("", await CurlAsync(worker, "http://three.test/"));
        row = await worker.Worker.AuditAsync("three.test");
        Assert.Equal("upstream_failed", row.Outcome);
        Assert.StartsWith("upstream stranger cannot be reached: its certificate is not trusted (", row.Error, StringComparison.Ordinal);
        Assert.Equal("hello\n", await CurlAsync(worker, "http://four.test/"));
        Assert.Equal("good", (await worker.Worker.AuditAsync(each => each is { Domain: "four.test", Outcome: "ok" })).Upstream);
    }

    [Fact]
    public async Task Receivers_of_a_PROXY_header_are_told_client_target_and_name()
    {
        using ReceivingProxy receiver = await ReceivingProxy.StartAsync(internet);
        using SocksWorker worker = await StartAsync();
        worker.Worker.Sql($"""
            BEGIN;
            INSERT INTO upstream (name, kind, proxy_protocol) VALUES ('v1', 'direct', 'v1'), ('v2', 'direct', 'v2');
            INSERT INTO upstream (name, kind, address, proxy_protocol) VALUES ('unix', 'unix', '{receiver.UnixPath}', 'v2');
            INSERT INTO rule (domain, upstream, resolve) VALUES ('one.test', 'v2', '4_only'), ('two.test', 'v1', '4_only'), ('three.test', 'v2', '6_only'), ('four.test', 'unix', NULL);
            COMMIT;
            """);
        await InForceAsync(worker, "one.test", "v2", ReceivingProxy.HaproxyPort);
        const int haproxy = ReceivingProxy.HaproxyPort, nginx = ReceivingProxy.NginxPort;
        Assert.Equal($"127.0.0.1 {internet.Address4} {haproxy} one.test\n", await CurlAsync(worker, $"http://one.test:{haproxy}/"));
        Assert.Equal($"127.0.0.1 {internet.Address4} {haproxy} \n", await CurlAsync(worker, $"http://two.test:{haproxy}/"));
        Assert.Equal($"::ffff:127.0.0.1 {internet.Address6} {haproxy} three.test\n", await CurlAsync(worker, $"http://three.test:{haproxy}/"));
        Assert.Equal($"127.0.0.1 {internet.Address4} {nginx}\n", await CurlAsync(worker, $"http://one.test:{nginx}/"));
        Assert.Equal($"127.0.0.1 {internet.Address4} {nginx}\n", await CurlAsync(worker, $"http://two.test:{nginx}/"));
        Assert.Equal("127.0.0.1 0.0.0.0 443 four.test\n", await CurlAsync(worker, "http://four.test:443/"));
    }

    [Fact]
    public async Task A_socket_is_made_as_its_row_says()
    {
        const string foreign = "203.0.113.77";
        using ReceivingProxy receiver = await ReceivingProxy.StartAsync(internet);
        using SocksWorker worker = await StartAsync("--dial-timeout", "1");
        Nft("add table inet ways; add chain inet ways in { type filter hook prerouting priority 0; }; "
            + $"add rule inet ways in ip dscp 46 tcp dport {ReceivingProxy.PlainPort} tcp flags syn counter comment ef4; add rule inet ways in ip6 dscp 46 tcp dport {ReceivingProxy.PlainPort} tcp flags syn counter comment ef6; "
            + $"add rule inet ways in ip saddr {foreign} tcp flags syn counter comment foreign");
        worker.Worker.Sql($"""
            BEGIN;
            INSERT INTO upstream (name, kind, netns) VALUES ('there', 'direct', '{internet.Space.Name}');
            INSERT INTO upstream (name, kind, dscp) VALUES ('ef', 'direct', 46);
            INSERT INTO upstream (name, kind, source_v4, any_source) VALUES ('foreign', 'direct', '{foreign}', true);
            INSERT INTO upstream (name, kind, source_v4) VALUES ('nowhere', 'direct', '{foreign}');
            INSERT INTO rule (domain, upstream, resolve) VALUES ('one.test', 'there', '4_only'), ('two.test', 'ef', '4_only'), ('three.test', 'ef', '6_only'),
                ('four.test', 'foreign', '4_only'), ('five.test', 'nowhere', '4_only');
            INSERT INTO rule (network, own_host, comment) VALUES ('{internet.Address4}', true, 'an address of the namespace there itself');
            COMMIT;
            """);
        string port = ReceivingProxy.PlainPort.ToString(CultureInfo.InvariantCulture);
        await InForceAsync(worker, "one.test", "there", ReceivingProxy.PlainPort);
        Assert.Equal($"::ffff:{internet.Address4}\n", await CurlAsync(worker, $"http://one.test:{port}/"));
        Assert.Equal($"::ffff:{internet.HostAddress4}\n", await CurlAsync(worker, $"http://two.test:{port}/"));
        Assert.Equal(internet.HostAddress6 + "\n", await CurlAsync(worker, $"http://three.test:{port}/"));
        Assert.Equal("", await CurlAsync(worker, $"http://four.test:{port}/"));
        Assert.Equal(("timeout", "foreign"), await EndAsync(worker, "four.test"));
        Assert.Equal("", await CurlAsync(worker, $"http://five.test:{port}/"));
        Assert.Equal(("upstream_failed", "nowhere"), await EndAsync(worker, "five.test"));
        string rules = Nft("list table inet ways");
        foreach (string comment in (string[])["ef4", "ef6", "foreign"])
            Assert.Matches($"packets [1-9][0-9]* bytes [0-9]+ comment \"{comment}\"", rules);
    }

    [Fact]
    public async Task A_group_fails_over_from_member_to_member()
    {
        using SocksWorker worker = await StartAsync();
        using (SshProxy ssh = await SshProxy.StartAsync(internet))
        {
            worker.Worker.Sql(string.Create(CultureInfo.InvariantCulture, $"""
                BEGIN;
                INSERT INTO upstream (name, kind, address, port) VALUES ('ssh', 'socks5', '127.0.0.1', {ssh.Port}), ('dead', 'socks5', '{internet.Address4}', {InternetSide.ClosedPort});
                INSERT INTO upstream (name, kind) VALUES ('either', 'group');
                INSERT INTO upstream_member (group_name, member, position) VALUES ('either', 'dead', 1), ('either', 'ssh', 2), ('either', 'direct', 3);
                INSERT INTO rule (domain, upstream) VALUES ('one.test', 'either');
                COMMIT;
                """));
            await InForceAsync(worker, "one.test", "ssh");
        }
        long before = (await worker.Worker.AuditAsync(each => each.Upstream == "ssh")).Id;
        Assert.Equal("hello\n", await CurlAsync(worker, "http://one.test/"));
        AuditRow row = await worker.Worker.AuditAsync(each => each is { Domain: "one.test", Upstream: "direct", Outcome: "ok" } && each.Id > before);
        string attempts = worker.Worker.Sql(string.Create(CultureInfo.InvariantCulture, $"SELECT upstream, outcome FROM connection_attempt WHERE connection_id = {row.Id} ORDER BY started_at, upstream"));
        Assert.Contains("ssh|upstream_failed\n", attempts, StringComparison.Ordinal);
        Assert.Contains("direct|ok\n", attempts, StringComparison.Ordinal);
    }

    private string Nft(string commands) => Shell.Run("ip", "netns", "exec", internet.Space.Name, "nft", commands);

    private Task<SocksWorker> StartAsync(params string[] options) => SocksWorker.StartAsync(internet, Urelay.As("root"),
        [.. ((string[])["one.test", "two.test", "three.test", "four.test", "five.test"]).Select(name => (name, (string[])[internet.Address4, internet.Address6]))], options);

    /// <summary>The commit is in force when a flow goes the new way.</summary>
    private static async Task InForceAsync(SocksWorker worker, string name, string upstream, int port = InternetSide.HttpPort)
    {
        string url = string.Create(CultureInfo.InvariantCulture, $"http://{name}:{port}/");
        do
            _ = await CurlAsync(worker, url);
        while ((await worker.Worker.AuditAsync(name)).Upstream != upstream);
    }

    private static async Task<(string Outcome, string Upstream)> EndAsync(SocksWorker worker, string name)
    {
        AuditRow row = await worker.Worker.AuditAsync(name);
        return (row.Outcome, row.Upstream!);
    }

    private static async Task<string> CurlAsync(SocksWorker worker, string url)
    {
        using RunningProgram curl = new(["setsid", "curl", "-s", "--max-time", "30", "--socks5-hostname", worker.Proxy, url], new Dictionary<string, string>(), "/");
        return (await curl.EndAsync()).Output;
    }
}
