using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model.Compiling;

public sealed class UpstreamCompilerTests
{
    private static readonly UpstreamRow Direct = new() { Name = "u", Kind = "direct" };
    private static readonly UpstreamRow Socks = new() { Name = "u", Kind = "socks5", Address = "192.0.2.1", Port = 1080 };
    private static readonly UpstreamRow Unix = new() { Name = "u", Kind = "socks5", Address = "/run/proxy.sock" };

    public static TheoryData<UpstreamRow> GoodRows =>
        [Direct, Socks, Unix, Socks with { Address = "proxy.example" }, Socks with { Address = "2001:db8::1", Username = "me", Password = "secret" },
            Unix with { Username = "me", Password = "secret" }, Socks with { Kind = "http", Port = 3128 }, Unix with { Kind = "unix" }, Direct with { Netns = "blue", Dscp = 46 },
            Socks with { Tls = true, TlsName = "192.0.2.2", TlsCa = "/etc/ca.pem" }, Unix with { Tls = true, TlsName = "proxy.example" },
            Direct with { ProxyProtocol = "v2" }, Direct with { SourceV4 = "192.0.2.7", SourceV6 = "2001:db8::7", Device = "eth0.7", Mark = uint.MaxValue }];

    public static TheoryData<UpstreamRow, string> BrokenRows => new()
    {
        { Direct with { Kind = "Direct" }, "kind 'Direct' is none of direct, socks5, http, unix, group" },
        { Direct with { ProxyProtocol = "v3" }, "proxy_protocol 'v3' is neither v1 nor v2" },
        { Direct with { ProxyProtocol = "none" }, "proxy_protocol 'none' is neither v1 nor v2" },
        { Direct with { Dscp = 64 }, "dscp 64 is out of range: write 0 to 63" },
        { Direct with { Choice = "order" }, "choice and members are those of a group" },
        { Direct with { Via = "direct" }, "via is for a proxy that is reached by another upstream" },
        { Socks with { Via = "direct", Mark = 1 }, "via is for a proxy that is reached by another upstream" },
        { Socks with { Via = "u" }, "via 'u' leads back to this row" },
        { Socks with { Via = "gone" }, "via 'gone' does not exist" },
        { Direct with { Kind = "group" }, "a group needs members" },
        { Direct with { Kind = "group", Choice = "random", Members = [new("u", "direct", 0, 1)] }, "choice 'random' is none of order, weight" },
        { Direct with { Kind = "group", Device = "eth0", Members = [new("u", "direct", 0, 1)] }, "a group has only a choice and members" },
        { Direct with { Kind = "group", Members = [new("u", "direct", 0, 0)] }, "the weight of its member 'direct' is 0: write 1 to 1000" },
        { Direct with { Kind = "group", Members = [new("u", "u", 0, 1)] }, "member 'u' leads back to this row" },
        { Direct with { Kind = "group", Members = [new("u", "gone", 0, 1)] }, "member 'gone' does not exist" },
        { Unix with { Kind = "unix", Address = "192.0.2.1" }, "address is missing: write the path of the target's Unix socket" },
        { Unix with { Kind = "unix", Username = "me", Password = "secret" }, "username and password are those of a proxy, and kind is unix" },
        { Unix with { Netns = "blue" }, "port, source_v4, source_v6, device, mark, dscp and netns do not apply to a Unix socket" },
        { Socks with { Kind = "http", Username = "a:b", Password = "secret" }, "username has a colon" },
        { Direct with { Tls = true }, "tls is for proxies: write false, or kind socks5 or http" },
        { Unix with { Kind = "unix", Tls = true, TlsName = "a" }, "tls is for proxies: write false, or kind socks5 or http" },
        { Unix with { Tls = true }, "tls_name is missing: write the name that the certificate of the proxy behind the socket is for" },
        { Socks with { Tls = true, TlsName = "Proxy.example" }, "tls_name 'Proxy.example' is not canonical: write 'proxy.example'" },
        { Socks with { Tls = true, TlsCa = "ca.pem" }, "tls_ca 'ca.pem' is no path from /: write that of a PEM file" },
        { Socks with { TlsCa = "/ca.pem" }, "tls_name and tls_ca go with tls: write NULL, or set tls to true" },
        { Direct with { Address = "192.0.2.1" }, "address, port, username and password are those of a proxy" },
        { Direct with { Port = 80 }, "address, port, username and password are those of a proxy" },
        { Direct with { SourceV4 = "2001:db8::1" }, "source_v4 '2001:db8::1' is of the other family: write it to source_v6" },
        { Direct with { SourceV6 = "192.0.2.1" }, "source_v6 '192.0.2.1' is of the other family: write it to source_v4" },
        { Direct with { SourceV6 = "2001:DB8::1" }, "source_v6 '2001:DB8::1' is not canonical: write '2001:db8::1'" },
        { Direct with { Device = "a device" }, "device 'a device' is no name of a network interface" },
        { Direct with { Device = "sixteen-letters-" }, "device 'sixteen-letters-' is no name of a network interface" },
        { Direct with { Mark = -1 }, "mark -1 is out of range" },
        { Direct with { Mark = 1L << 32 }, "mark 4294967296 is out of range" },
        { Socks with { Address = null }, "address is missing: write the proxy's address or name, or the path of its Unix socket" },
        { Socks with { Address = "Proxy.example" }, "address 'Proxy.example' is not canonical: write 'proxy.example'" },
        { Socks with { Address = "2001:DB8::1" }, "address '2001:DB8::1' is not canonical: write '2001:db8::1'" },
        { Socks with { Address = "127.1" }, "address '127.1' is not a domain name" },
        { Socks with { Port = null }, "port is missing or out of range: write 1 to 65535" },
        { Socks with { Port = 65536 }, "port is missing or out of range: write 1 to 65535" },
        { Socks with { Username = "me" }, "username and password go together: write both or neither" },
        { Socks with { Username = "", Password = "secret" }, "username has not 1 to 255 bytes" },
        { Socks with { Username = "me", Password = new string('x', 256) }, "password has not 1 to 255 bytes" },
        { Unix with { Port = 1080 }, "port, source_v4, source_v6, device, mark, dscp and netns do not apply to a Unix socket" },
        { Unix with { Mark = 1 }, "port, source_v4, source_v6, device, mark, dscp and netns do not apply to a Unix socket" },
        { Unix with { Address = "/" + new string('x', 107) }, "address is too long for the path of a Unix socket" },
    };

    [Theory]
    [MemberData(nameof(GoodRows))]
    public void A_good_row_is_carried_whole(UpstreamRow row)
    {
        CompiledTables compiled = Compile(row);
        Assert.Empty(compiled.Problems);
        Upstream upstream = compiled.Snapshot!.Rules.MatchName(Tables.Flow("a.test")).Upstream!;
        Assert.Equal((row.Name, row.Address, row.Port ?? 0, row.Username, row.Password), (upstream.Name, upstream.Address, upstream.Port, upstream.Username, upstream.Password));
        Assert.Equal((row.SourceV4, row.SourceV6, row.Device, row.Mark ?? 0), (upstream.SourceV4?.ToString(), upstream.SourceV6?.ToString(), upstream.Device, upstream.Mark));
        Assert.Equal((row.Netns, row.Dscp, row.ProxyProtocol == "v2"), (upstream.Netns, upstream.Dscp, upstream.ProxyProtocol == ProxyProtocol.V2));
        Assert.Equal(row.Tls ? new UpstreamTls(row.TlsName ?? row.Address!, row.TlsCa) : null, upstream.Tls);
        Assert.Equal((row.Kind, null), (upstream.Kind.ToString().ToLowerInvariant(), upstream.Defect));
    }

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void A_broken_row_refuses_what_is_sent_there(UpstreamRow row, string message)
    {
        CompiledTables compiled = Compile(row);
        Assert.Equal(["upstream u", "rule 1"], compiled.Problems.Select(problem => $"{problem.TableName} {problem.RowKey}"));
        Assert.StartsWith(message, compiled.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(VerdictKind.Refuse, compiled.Snapshot!.Rules.MatchName(Tables.Flow("a.test")).Kind);
    }

    [Fact]
    public void Direct_is_built_in()
    {
        Snapshot snapshot = SnapshotCompiler.Compile(Tables.Empty, 7).Snapshot!;
        Assert.Equal(new Upstream { Name = "direct", Kind = UpstreamKind.Direct }, snapshot.Direct);
        Assert.Equal(7, snapshot.Revision);
    }

    [Fact]
    public void A_row_named_direct_is_the_default_also_when_broken()
    {
        UpstreamRow row = Direct with { Name = "direct", Dscp = 64 };
        Assert.Equal("dscp 64 is out of range: write 0 to 63", Compile(row).Snapshot!.Direct.Defect);
        Assert.Equal("eth0", Compile(row with { Dscp = null, Device = "eth0" }).Snapshot!.Direct.Device);
    }

    [Fact]
    public void A_chain_and_a_group_lead_through_others()
    {
        UpstreamRow group = new() { Name = "u", Kind = "group", Members = [new("u", "b", 2, 3), new("u", "direct", 1, 1)] };
        Snapshot snapshot = Compile(group, Socks with { Name = "a" }, Socks with { Name = "b", Via = "a" }).Snapshot!;
        Upstream upstream = snapshot.Rules.MatchName(Tables.Flow("a.test")).Upstream!;
        Assert.Equal([("direct", 1), ("b", 3)], upstream.Members.Select(member => (member.Upstream.Name, member.Weight)));
        Assert.Equal("a", upstream.Members[1].Upstream.Via!.Name);
        Assert.False(upstream.TakesNames);
    }

    [Fact]
    public void A_circle_of_chains_refuses_all_that_is_sent_there()
    {
        CompiledTables compiled = Compile(Socks with { Via = "v" }, Socks with { Name = "v", Via = "u" });
        Assert.Equal(["upstream v", "upstream u", "rule 1"], compiled.Problems.Select(problem => $"{problem.TableName} {problem.RowKey}"));
    }

    [Fact]
    public void A_chain_has_no_header_in_its_middle()
    {
        CompiledTables compiled = Compile(Socks with { Via = "v" }, Socks with { Name = "v", ProxyProtocol = "v1" });
        Assert.StartsWith("via 'v' sends a PROXY header", compiled.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(VerdictKind.Refuse, compiled.Snapshot!.Rules.MatchName(Tables.Flow("a.test")).Kind);
    }

    [Fact]
    public void What_leads_through_a_broken_one_is_broken()
    {
        UpstreamRow broken = Socks with { Name = "v", Port = null };
        Assert.Contains(Compile(Socks with { Via = "v" }, broken).Problems,
            problem => problem.RowKey == "u" && problem.Message.StartsWith("via 'v' cannot be used: port is missing", StringComparison.Ordinal));
        UpstreamRow group = new() { Name = "u", Kind = "group", Members = [new("u", "v", 0, 1), new("u", "direct", 0, 1)] };
        Assert.Equal(VerdictKind.Refuse, Compile(group, broken).Snapshot!.Rules.MatchName(Tables.Flow("a.test")).Kind);
    }

    [Fact]
    public void Names_are_asked_of_its_resolver_or_of_that_of_the_one_with_the_socket()
    {
        UpstreamRow row = new() { Name = "u", Kind = "group", Members = [new("u", "b", 1, 1), new("u", "direct", 2, 1)] };
        UpstreamRow outer = Socks with { Name = "a", Resolver = "office" }, inner = Socks with { Name = "b", Via = "a" };
        Assert.Equal("office", AsksBy(row, outer, inner));
        Assert.Equal("lan", AsksBy(row, outer, inner with { Resolver = "lan" }));
        Assert.Equal("lan", AsksBy(row with { Resolver = "lan" }, outer, inner));
        Assert.Null(AsksBy(row, outer with { Resolver = null }, inner));
    }

    [Fact]
    public void A_resolver_that_is_not_there_refuses_and_one_that_comes_later_mends_it()
    {
        CompiledTables before = Compile(Direct with { Resolver = "later" });
        Assert.Equal("resolver 'later' does not exist: insert it into table resolver, or name another", before.Problems[0].Message);
        Assert.Equal(VerdictKind.Refuse, before.Snapshot!.Rules.MatchName(Tables.Flow("a.test")).Kind);
        TableRows change = new(null, null, null, null, null) { Resolvers = [new ResolverRow("later", "system", null)] };
        CompiledTables after = SnapshotCompiler.Compile(before, change, 8);
        Assert.Empty(after.Problems);
        Assert.Equal("later", after.Snapshot!.Rules.MatchName(Tables.Flow("a.test")).Upstream!.AsksBy?.Name);
    }

    [Fact]
    public void A_name_that_is_there_twice_rejects_the_change() => Assert.Null(Compile(Direct, Socks).Snapshot);

    private static string? AsksBy(params UpstreamRow[] rows) => Compile(rows).Snapshot!.Upstreams["u"].AsksBy?.Name;

    private static CompiledTables Compile(params UpstreamRow[] rows) =>
        SnapshotCompiler.Compile(Tables.Empty with { Upstreams = rows, Resolvers = [new("office", "dns", "192.0.2.53"), new("lan", "mdns", null)], Rules = [Tables.Rule(1) with { Upstream = rows[0].Name }] }, 7);
}
