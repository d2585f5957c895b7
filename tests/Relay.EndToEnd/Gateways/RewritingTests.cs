using System.Globalization;
using System.Text.Json;
using Relay.EndToEnd.Lab;
using Relay.Store.Model;
using Relay.Store.Model.Rewrites;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>Rules, groups, pools and windows that lead a client elsewhere: what it is served, and what the audit has.</summary>
[Collection(SharedGateway.Name)]
public sealed class RewritingTests(RunningGateway gateway)
{
    private readonly InternetSide internet = gateway.Internet;

    /// <summary>The on-link networks of the servers: 198.51.100.4n/30 and a /64.</summary>
    private NetPrefix Four => NetPrefix.Around(NetAddress.Parse(internet.Address4), 96 + 30);

    private NetPrefix Six => NetPrefix.Around(NetAddress.Parse(internet.Address6), 64);

    [Fact]
    public async Task A_literal_in_a_NAT64_pool_of_48_bits_leads_to_the_address_that_it_carries()
    {
        gateway.Worker.Sql("INSERT INTO pool (name, kind, prefix) VALUES ('nat64', 'nat64', '64:ff9b:1::/48')");
        await InForceAsync();
        string literal = Rfc6052.Embed(NetPrefix.Parse("64:ff9b:1::/48"), NetAddress.Parse(internet.Address4)).ToString();
        AuditRow row = await ServedAsync($"[{literal}]", row => row.AskedAddress == literal);
        Assert.Equal(("nat64", null, internet.Address4, internet.Address4), (row.LearntBy, row.Rewrites, row.TargetAddress, row.RemoteAddress));
    }

    [Fact]
    public async Task The_CLAT_of_464XLAT_leads_from_IPv4_to_the_IPv6_address_that_carries_it()
    {
        const string four = "10.64.1.2";
        NetPrefix carrier = NetPrefix.Around(Six.Address, 96);
        string six = Rfc6052.Embed(carrier, NetAddress.Parse(four)).ToString();
        internet.Space.Ip($"addr add {six}/64 dev host0 nodad");
        long rule = await InsertAsync($"INSERT INTO rule (network, to_network) VALUES ('10.64.0.0/16', '{carrier}')");
        AuditRow row = await ServedAsync(four, row => row.AskedAddress == four);
        Assert.Equal(("literal", $"rule {rule} → [{six}]:80", six, six), (row.LearntBy, row.Rewrites, row.TargetAddress, row.RemoteAddress));
        Assert.Equal((null, rule, null), (row.RuleId, row.AddressRuleId, row.TargetDomain));
    }

    [Fact]
    public async Task A_network_that_has_moved_is_reached_by_its_old_addresses()
    {
        string old = internet.Address4.Replace("198.51.100.", "203.0.113.", StringComparison.Ordinal);
        NetPrefix from = NetPrefix.Around(NetAddress.Parse(old), 96 + 30);
        long rule = await InsertAsync($"INSERT INTO rule (network, to_network) VALUES ('{from}', '{Four}')");
        AuditRow row = await ServedAsync(old, row => row.AskedAddress == old);
        Assert.Equal(($"rule {rule} → {internet.Address4}:80", internet.Address4), (row.Rewrites, row.RemoteAddress));
    }

    [Fact]
    public async Task A_name_says_the_number_of_a_machine()
    {
        long rule = await InsertAsync($"INSERT INTO rule (domain, to_network) VALUES ('.vm.rewritten.test', '{Six}')");
        AuditRow row = await ServedAsync("2.vm.rewritten.test", row => row.Domain == "2.vm.rewritten.test");
        Assert.Equal(("phantom", $"rule {rule} → [{internet.Address6}]:80", "2.vm.rewritten.test", internet.Address6), (row.LearntBy, row.Rewrites, row.TargetDomain, row.TargetAddress));
        Assert.Equal((rule, null), (row.RuleId, row.AddressRuleId));
        Assert.NotEqual(0, (await gateway.CurlAsync("http://two.vm.rewritten.test/")).Status);
        Assert.Equal("name_not_found", (await gateway.Worker.AuditAsync("two.vm.rewritten.test")).Outcome);
    }

    [Fact]
    public async Task An_address_stands_for_a_name_and_that_for_another_and_explain_says_so()
    {
        gateway.Worker.Sql($"INSERT INTO host (domain, address) VALUES ('vm258.new.rewritten.test', '{internet.Address4}')");
        long first = await InsertAsync("INSERT INTO rule (network, to_domain) VALUES ('10.66.0.0/16', 'vm{host}.old.rewritten.test')");
        long second = await InsertAsync("INSERT INTO rule (domain, ports, to_domain, to_port) VALUES ('.old.rewritten.test', '8000', '{sub}.new.rewritten.test', 80)");
        _ = await gateway.CurlUntilAsync(result => result.Output == "hello\n", "http://10.66.1.2:8000/");
        AuditRow row = await gateway.Worker.AuditAsync(row => row is { AskedAddress: "10.66.1.2", Outcome: "ok", Rewrites: not null });
        string chain = $"rule {first} → vm258.old.rewritten.test:8000, rule {second} → vm258.new.rewritten.test:80";
        Assert.Equal((chain, "vm258.new.rewritten.test", internet.Address4, 80), (row.Rewrites, row.TargetDomain, row.TargetAddress, row.TargetPort));
        Assert.Equal((second, first), (row.RuleId, row.AddressRuleId));

        JsonElement explained = JsonDocument.Parse((await gateway.ExplainAsync("--connection", row.Id.ToString(CultureInfo.InvariantCulture), "--json")).Output).RootElement;
        Assert.Equal(chain, explained.GetProperty("result").GetProperty("rewrites").GetString());
        Assert.Equal(0, explained.GetProperty("recorded").GetProperty("differences").GetArrayLength());
        Assert.Equal([first, second], explained.GetProperty("steps").EnumerateArray().Where(step => step.GetProperty("step").GetString() == "rewrite").Select(step => step.GetProperty("rule").GetInt64()));
    }

    [Fact]
    public async Task A_member_of_a_group_is_reached_by_its_address_its_name_and_an_IPv4_window()
    {
        gateway.Worker.Sql($"INSERT INTO substitution (group_id, to_network) VALUES (7, '{Six}'); INSERT INTO ipv4_window (network, group_id) VALUES ('10.99.0.0/24', 7)");
        await InForceAsync();
        const string member = "fd75:7265:6c61:7900:5fe:7:0:2", name = "i-hx-7-2.u-relay.home.arpa";
        AuditRow row = await ServedAsync($"[{member}]", row => row.AskedAddress == member);
        Assert.Equal(("substitution", internet.Address6, null), (row.LearntBy, row.RemoteAddress, row.Rewrites));
        Assert.Equal(member, await gateway.Private.PhantomOfAsync(name));
        Assert.Equal($"{name}.\n", (await gateway.Private.RunAsync("dig", "+short", "+time=20", "-x", member)).Output);
        row = await ServedAsync("10.99.0.2", row => row.AskedAddress == "10.99.0.2");
        Assert.Equal(("window", internet.Address6), (row.LearntBy, row.RemoteAddress));
        Assert.NotEqual(0, (await gateway.CurlAsync("http://[fd75:7265:6c61:7900:5fe:8:0:2]/")).Status);
        _ = await gateway.Worker.AuditAsync(row => row is { AskedAddress: "fd75:7265:6c61:7900:5fe:8:0:2", Outcome: "unknown_phantom" });
    }

    [Fact]
    public async Task A_circle_is_refused_and_so_is_what_leads_to_the_relay_s_own_host()
    {
        gateway.Worker.Sql($"""
            INSERT INTO rule (domain, to_domain) VALUES ('=a.circle.test', 'b.circle.test'), ('=b.circle.test', 'a.circle.test');
            INSERT INTO rule (domain, to_address) VALUES ('=own.circle.test', '{internet.HostAddress4}'), ('=loopback.circle.test', '127.0.0.1'), ('=ready.circle.test', '{internet.Address4}')
            """);
        _ = await gateway.CurlUntilAsync(result => result.Output == "hello\n", "http://ready.circle.test/");
        foreach ((string name, string outcome) in ((string, string)[])[("a.circle.test", "rewrite_loop"), ("own.circle.test", "forbidden"), ("loopback.circle.test", "forbidden")])
        {
            Assert.NotEqual(0, (await gateway.CurlAsync($"http://{name}/")).Status);
            AuditRow row = await gateway.Worker.AuditAsync(name);
            Assert.Equal((outcome, true), (row.Outcome, row.Rewrites is not null));
        }
    }

    /// <summary>The row of the request that was served.</summary>
    private async Task<AuditRow> ServedAsync(string host, Func<AuditRow, bool> its)
    {
        _ = await gateway.CurlUntilAsync(result => result.Output == "hello\n", $"http://{host}/");
        return await gateway.Worker.AuditAsync(row => its(row) && row.Outcome == "ok");
    }

    /// <summary>The new rule's id, once it is in force: what it is for must not leave the lab by its own address before.</summary>
    private async Task<long> InsertAsync(string rule)
    {
        long id = long.Parse(gateway.Worker.Sql($"{rule} RETURNING id"), CultureInfo.InvariantCulture);
        await InForceAsync();
        return id;
    }

    /// <summary>A name that a later commit makes is served: so are all before it.</summary>
    private async Task InForceAsync()
    {
        string name = $"in-force-{Guid.NewGuid():n}.rewritten.test";
        gateway.Worker.Sql($"INSERT INTO host (domain, address) VALUES ('{name}', '{internet.Address4}')");
        _ = await gateway.CurlUntilAsync(result => result.Output == "hello\n", $"http://{name}/");
    }
}
