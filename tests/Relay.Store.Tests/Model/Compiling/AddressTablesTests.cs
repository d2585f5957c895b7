using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model.Compiling;

/// <summary>The tables that give addresses: <c>pool</c>, <c>static_mapping</c>, <c>host</c>. A broken row of these rejects the change.</summary>
public sealed class AddressTablesTests
{
    private const string Prefix = "fd75:7265:6c61:7900::/64";

    public static TheoryData<TableRows, string> Broken => new()
    {
        { Pools(new PoolRow("p", "phantom4", Prefix, null)), "pool p: kind 'phantom4' is none of phantom6, nat64" },
        { Pools(new PoolRow("p", "phantom6", "fd00::/63", null)), "pool p: prefix fd00::/63 is a /63: a pool of kind phantom6 is a /64" },
        { Pools(new PoolRow("p", "nat64", "64:ff9b:1::/72", null)), "pool p: prefix 64:ff9b:1::/72 is a /72: a pool of kind nat64 is a /32, /40, /48, /56, /64 or /96 (RFC 6052)" },
        { Pools(new PoolRow("p", "nat64", "64:ff9b:1:2:100::/96", null)), "pool p: prefix 64:ff9b:1:2:100::/96 has bits 64 to 71 set" },
        { Pools(new PoolRow("p", "phantom6", "FD00::/64", null)), "pool p: prefix 'FD00::/64' is not canonical: write 'fd00::/64'" },
        { Pools(new PoolRow("p", "phantom6", "fd00::1/64", null)), "pool p: prefix 'fd00::1/64' has bits set after the prefix: write 'fd00::/64'" },
        { Pools(new PoolRow("p", "phantom6", "::/64", null)), "pool p: prefix ::/64 covers IPv4 addresses: write one of IPv6" },
        { Pools(new PoolRow("p", "nat64", "0.0.0.0/0", null)), "pool p: prefix 0.0.0.0/0 covers IPv4 addresses: write one of IPv6" },
        { Pools(new PoolRow("p", "phantom6", Prefix, "")), "pool p: listener is empty: write NULL for all listeners" },
        { Pools(new PoolRow("p", "phantom6", Prefix, "a"), new PoolRow("q", "phantom6", Prefix, "b")), $"pool q: prefix {Prefix} overlaps {Prefix} of pool 'p'" },
        { Pools(new PoolRow("q", "nat64", "fd00::6464:0:0/96", null), new PoolRow("p", "phantom6", "fd00::/64", null)), "pool q: prefix fd00::6464:0:0/96 overlaps fd00::/64 of pool 'p'" },
        { Pools(new PoolRow("p", "phantom6", Prefix, null) { Ttl = -1 }), "pool p: ttl -1 is out of range: write 0 to 86400 seconds" },
        { Pools(new PoolRow("p", "phantom6", Prefix, null) { NegativeTtl = 86_401 }), "pool p: negative_ttl 86401 is out of range" },
        { Static(new StaticMappingRow(-1, "a.test")), "static_mapping -1: idx -1 has no address: write 0 to 4294967295" },
        { Static(new StaticMappingRow(1L << 32, "a.test")), "static_mapping 4294967296: idx 4294967296 has no address" },
        { Static(new StaticMappingRow(1, "a.test.")), "static_mapping 1: domain 'a.test.' is not canonical: write 'a.test'" },
        { Static(new StaticMappingRow(1, "a.test"), new StaticMappingRow(1, "b.test")), "static_mapping 1: idx stands for a.test already" },
        { Windows(new WindowRow("10.99.0.1/24", null, 0)), "ipv4_window 10.99.0.1/24: network '10.99.0.1/24' has bits set after the prefix" },
        { Windows(new WindowRow("2001:db8::/32", null, 0)), "ipv4_window 2001:db8::/32: network 2001:db8::/32 is not one of IPv4" },
        { Windows(new WindowRow("::/0", null, 0)), "ipv4_window ::/0: network ::/0 is not one of IPv4" },
        { Windows(new WindowRow("10.99.0.0/24", 65536, 0)), "ipv4_window 10.99.0.0/24: group_id 65536 has no addresses" },
        { Windows(new WindowRow("10.99.0.0/24", 7, 4294967041)), "ipv4_window 10.99.0.0/24: first 4294967041 leaves the last address of the network without a number" },
        { Windows(new WindowRow("10.99.0.0/24", 7, -1)), "ipv4_window 10.99.0.0/24: first -1 leaves" },
        { Windows(new WindowRow("10.99.0.1", 7, 0), new WindowRow("10.99.0.1/32", 7, 0)), "ipv4_window 10.99.0.1/32: network is there twice" },
        { Hosts(new HostRow("A.test", "192.0.2.1")), "host A.test 192.0.2.1: domain 'A.test' is not canonical: write 'a.test'" },
        { Hosts(new HostRow("a.test", "::FFFF:192.0.2.1")), "host a.test ::FFFF:192.0.2.1: address '::FFFF:192.0.2.1' is not canonical: write '192.0.2.1'" },
        { Hosts(new HostRow("a.test", "192.0.2.256")), "host a.test 192.0.2.256: address '192.0.2.256' is not an address" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_row_rejects_the_change(TableRows rows, string expected)
    {
        CompiledTables compiled = SnapshotCompiler.Compile(rows, 7);
        Assert.Null(compiled.Snapshot);
        Problem problem = Assert.Single(compiled.Problems);
        Assert.StartsWith(expected, $"{problem.TableName} {problem.RowKey}: {problem.Message}", StringComparison.Ordinal);
    }

    [Fact]
    public void Good_rows_are_found()
    {
        CompiledTables compiled = SnapshotCompiler.Compile(
            Tables.Empty with
            {
                Pools = [new PoolRow("p", "phantom6", Prefix, null), new PoolRow("n", "nat64", "64:ff9b:1::/96", "lan")],
                StaticMappings = [new StaticMappingRow(uint.MaxValue, "a.test"), new StaticMappingRow(0, "a.test")],
                Windows = [new WindowRow("10.99.0.0/24", 7, 4294967040)],
                Hosts = [new HostRow("a.test", "192.0.2.1"), new HostRow("a.test", "2001:db8::1"), new HostRow("a.test", "192.0.2.1"), new HostRow("b.test", "::1")],
            },
            7);
        Assert.Empty(compiled.Problems);
        Snapshot snapshot = compiled.Snapshot!;
        DomainName domain = DomainName.Parse("a.test");

        Assert.True(snapshot.Windows.TryGet(NetAddress.Parse("10.99.0.255"), out Window? window));
        Assert.Equal(uint.MaxValue, window.NumberOf(NetAddress.Parse("10.99.0.255")));
        Assert.Equal(["p", "n"], snapshot.Pools.Select(pool => pool.Name));
        Assert.Equal(PoolKind.Nat64, snapshot.PoolOf(NetAddress.Parse("64:ff9b:1::1"))?.Kind);
        Assert.True(snapshot.StaticMappings.TryGet(uint.MaxValue, out DomainName pinned));
        Assert.Equal(domain, pinned);
        Assert.True(snapshot.StaticMappings.TryGet(domain, out uint index));
        Assert.Equal(0u, index);
        Assert.True(snapshot.Hosts.TryGet(domain, out ReadOnlySpan<NetAddress> addresses));
        Assert.Equal([NetAddress.Parse("192.0.2.1"), NetAddress.Parse("2001:db8::1")], addresses.ToArray());
        Assert.False(snapshot.Hosts.TryGet(DomainName.Parse("c.test"), out _));
    }

    private static TableRows Pools(params PoolRow[] rows) => Tables.Empty with { Pools = rows };

    private static TableRows Static(params StaticMappingRow[] rows) => Tables.Empty with { StaticMappings = rows };

    private static TableRows Windows(params WindowRow[] rows) => Tables.Empty with { Windows = rows };

    private static TableRows Hosts(params HostRow[] rows) => Tables.Empty with { Hosts = rows };
}
