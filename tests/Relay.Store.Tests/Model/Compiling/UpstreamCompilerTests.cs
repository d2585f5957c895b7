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
            Unix with { Username = "me", Password = "secret" }, Direct with { SourceV4 = "192.0.2.7", SourceV6 = "2001:db8::7", Device = "eth0.7", Mark = uint.MaxValue }];

    public static TheoryData<UpstreamRow, string> BrokenRows => new()
    {
        { Direct with { Kind = "Direct" }, "kind 'Direct' is none of direct, socks5, http, unix" },
        { Direct with { Kind = "http" }, "kind http is not supported by this version: write socks5 or direct" },
        { Direct with { Kind = "unix" }, "kind unix is not supported by this version: write socks5 or direct" },
        { Direct with { Netns = "n" }, "netns is not supported by this version: write NULL" },
        { Direct with { ProxyProtocol = "v2" }, "proxy_protocol is not supported by this version: write NULL" },
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
        { Unix with { Port = 1080 }, "port, source_v4, source_v6, device and mark do not apply to a Unix socket" },
        { Unix with { Mark = 1 }, "port, source_v4, source_v6, device and mark do not apply to a Unix socket" },
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
        Assert.Equal((row.Kind == "direct" ? UpstreamKind.Direct : UpstreamKind.Socks5, null), (upstream.Kind, upstream.Defect));
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
        UpstreamRow row = Direct with { Name = "direct", Netns = "n" };
        Assert.Equal("netns is not supported by this version: write NULL", Compile(row).Snapshot!.Direct.Defect);
        Assert.Equal("eth0", Compile(row with { Netns = null, Device = "eth0" }).Snapshot!.Direct.Device);
    }

    [Fact]
    public void A_name_that_is_there_twice_rejects_the_change() => Assert.Null(Compile(Direct, Socks).Snapshot);

    private static CompiledTables Compile(params UpstreamRow[] rows) =>
        SnapshotCompiler.Compile(Tables.Empty with { Upstreams = rows, Rules = [Tables.Rule(1) with { Upstream = rows[0].Name }] }, 7);
}
