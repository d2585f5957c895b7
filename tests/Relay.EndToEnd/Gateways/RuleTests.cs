using System.Globalization;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>Rules that an administrator inserts with the shell <c>sqlite3</c> while the gateway runs.</summary>
[Collection(SharedGateway.Name)]
public sealed class RuleTests(RunningGateway gateway)
{
    /// <summary>curl(1): the peer reset the connection, or refused it at once.</summary>
    private static readonly int[] Reset = [56, 7];

    [Fact]
    public async Task A_domain_rule_blocks_from_the_next_connection_on()
    {
        const string address = "192.0.2.1";
        gateway.Worker.Sql($"INSERT INTO host (domain, address) VALUES ('blocked.test', '{gateway.Internet.Address4}'), ('sub.blocked.test', '{address}')");
        _ = await gateway.CurlUntilAsync(result => result.Output == "hello\n", "http://blocked.test/");
        gateway.Worker.Sql("INSERT INTO rule (domain, action) VALUES ('blocked.test', 'block')");
        _ = await gateway.CurlUntilAsync(result => Reset.Contains(result.Status), "http://blocked.test/");
        AuditRow row = await gateway.Worker.AuditAsync(row => row is { Domain: "blocked.test", Outcome: "blocked" });
        Assert.Equal(RuleId("blocked.test"), row.RuleId);

        Assert.Contains((await gateway.CurlAsync("http://sub.blocked.test/")).Status, Reset);
        Assert.Equal("blocked", (await gateway.Worker.AuditAsync("sub.blocked.test")).Outcome);

        gateway.Worker.Sql("DELETE FROM rule WHERE domain = 'blocked.test'");
        _ = await gateway.CurlUntilAsync(result => result.Output == "hello\n", "http://blocked.test/");
    }

    [Fact]
    public async Task A_ports_rule_is_for_its_ports_alone()
    {
        string name = gateway.FreshName();
        gateway.Worker.Sql($"INSERT INTO rule (domain, ports, action) VALUES ('={name}', '7,20-25', 'block')");
        string banner = Url(name, InternetSide.BannerPort);
        _ = await gateway.CurlUntilAsync(result => Reset.Contains(result.Status), banner);
        Assert.Equal("hello\n", (await gateway.CurlAsync($"http://{name}/")).Output);
    }

    [Fact]
    public async Task A_network_rule_drops_candidates_and_a_literal_is_one()
    {
        const int port = 2080;
        gateway.Internet.Serve(port, HttpServer.ServeAsync);
        string name = gateway.FreshName(), six = gateway.Internet.Address6;
        gateway.Worker.Sql(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO rule (network, ports, action) VALUES ('{six}/128', '{port}', 'block')"));
        _ = await gateway.CurlUntilAsync(result => Reset.Contains(result.Status), Url($"[{six}]", port));
        string id = gateway.Worker.Sql($"SELECT id FROM rule WHERE network = '{six}/128'").Trim();
        _ = await gateway.Worker.AuditAsync(row => row.AskedAddress == six && row.AskedPort == port && row.Outcome == "blocked");
        Assert.Equal(id, gateway.Worker.Sql($"SELECT address_rule_id FROM connection WHERE outcome = 'blocked' AND asked_address = '{six}' LIMIT 1").Trim());

        // The name has another address, which no rule blocks.
        Assert.Equal("hello\n", (await gateway.CurlAsync(Url(name, port))).Output);
        Assert.Equal(gateway.Internet.Address4, (await gateway.Worker.AuditAsync(name)).RemoteAddress);
    }

    [Fact]
    public void A_row_that_cannot_be_meant_is_refused_by_the_insert()
    {
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => gateway.Worker.Sql("INSERT INTO rule (domain, upstream) VALUES ('x.test', 'nothing')"));
        Assert.Contains("rule.upstream is the name of a row of upstream", refused.Message, StringComparison.Ordinal);
    }

    private long RuleId(string domain) => long.Parse(gateway.Worker.Sql($"SELECT max(id) FROM rule WHERE domain = '{domain}'"), CultureInfo.InvariantCulture);

    private static string Url(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}/");
}
