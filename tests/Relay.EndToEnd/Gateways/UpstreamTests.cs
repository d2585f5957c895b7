using System.Globalization;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>Other ways out than direct: SOCKS5 proxies, real and strict.</summary>
[Collection(SharedGateway.Name)]
public sealed class UpstreamTests(RunningGateway gateway)
{
    [Fact]
    public async Task Ssh_dials_by_name_and_by_address()
    {
        using SshProxy ssh = await SshProxy.StartAsync(gateway.Internet);
        string byAddress = gateway.FreshName();
        gateway.Worker.Sql(string.Create(CultureInfo.InvariantCulture, $"""
            BEGIN;
            INSERT INTO upstream (name, kind, address, port) VALUES ('ssh', 'socks5', '127.0.0.1', {ssh.Port});
            INSERT INTO rule (domain, upstream) VALUES ('={SshProxy.RemoteName}', 'ssh');
            INSERT INTO rule (domain, upstream, resolve) VALUES ('={byAddress}', 'ssh', '6_weak');
            COMMIT;
            """));
        _ = await gateway.CurlUntilAsync(result => result.Output == "hello\n", $"http://{SshProxy.RemoteName}/");
        AuditRow row = await gateway.Worker.AuditAsync(row => row is { Domain: SshProxy.RemoteName, Outcome: "ok" });
        Assert.Equal(("ssh", "127.0.0.1", ssh.Port), (row.Upstream, row.RemoteAddress, row.RemotePort));

        Assert.Equal("hello\n", (await gateway.CurlAsync($"http://{byAddress}/")).Output);
        row = await gateway.Worker.AuditAsync(byAddress);
        Assert.Equal(("ssh", ssh.Port), (row.Upstream, row.RemotePort));
        Assert.Equal(gateway.Internet.Address6, gateway.Worker.Sql(string.Create(CultureInfo.InvariantCulture, $"SELECT target_address FROM connection WHERE id = {row.Id}")).Trim());
    }

    [Fact]
    public async Task A_proxy_on_a_Unix_socket_is_told_name_and_password()
    {
        string path = Path.Combine(gateway.Worker.Home, "proxy");
        using PasswordProxy proxy = new(path);
        gateway.Worker.Sql($"""
            BEGIN;
            INSERT INTO upstream (name, kind, address, username, password) VALUES ('strict', 'socks5', '{path}', '{PasswordProxy.User}', '{PasswordProxy.Password}');
            INSERT INTO upstream (name, kind, address, username, password) VALUES ('wrong', 'socks5', '{path}', '{PasswordProxy.User}', 'guess');
            INSERT INTO rule (domain, upstream) VALUES ('.strict.test', 'strict'), ('=wrong.strict.test', 'wrong');
            COMMIT;
            """);
        _ = await gateway.CurlUntilAsync(result => result.Output == "hello\n", "http://www.strict.test/");
        Assert.Equal("www.strict.test:80", proxy.Asked);
        Assert.Equal("strict", (await gateway.Worker.AuditAsync(row => row is { Domain: "www.strict.test", Outcome: "ok" })).Upstream);

        Assert.NotEqual(0, (await gateway.CurlAsync("http://wrong.strict.test/")).Status);
        AuditRow row = await gateway.Worker.AuditAsync("wrong.strict.test");
        Assert.Equal(("upstream_failed", "upstream wrong refused the username and password"), (row.Outcome, row.Error));
    }

    [Fact]
    public async Task A_proxy_that_is_away_fails_the_flow_and_nothing_goes_another_way()
    {
        string name = gateway.FreshName();
        gateway.Worker.Sql($"""
            BEGIN;
            INSERT INTO upstream (name, kind, address, port) VALUES ('away', 'socks5', '{gateway.Internet.Address4}', {InternetSide.ClosedPort});
            INSERT INTO rule (domain, upstream) VALUES ('={name}', 'away');
            COMMIT;
            """);
        _ = await gateway.CurlUntilAsync(result => result.Status != 0, $"http://{name}/");
        AuditRow row = await gateway.Worker.AuditAsync(row => row.Domain == name && row.Outcome == "upstream_failed");
        Assert.Equal("away", row.Upstream);
    }
}
