using Relay.Store;
using Relay.Store.Model;
using Relay.TestKit;
using Relay.Worker.Destinations;
using Relay.Worker.Handshakes;
using Xunit;

namespace Relay.Worker.Tests.Destinations;

public sealed class DestinationFinderTests
{
    private static readonly NetAddress Client = NetAddress.Parse("10.0.0.2");

    private static readonly NetPrefix Pool = NetPrefix.Parse("fd75:7265:6c61:7900::/64");

    private readonly MemoryPhantoms phantoms = new();
    private readonly Snapshot snapshot = TestSnapshots.Of();

    [Fact]
    public async Task A_phantom_becomes_the_name_it_was_given_for()
    {
        DomainName name = DomainName.Parse("example.com");
        Phantom phantom = await phantoms.AssignAsync(name, TestContext.Current.CancellationToken);
        Destination? found = await FindAsync(PoolAddress.Of(Pool, phantom));
        Assert.Equal(new Destination(name, default, 443, LearntBy.Phantom), found);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_use_is_noted_of_what_was_found(bool isCached)
    {
        Phantom phantom = phantoms.Add("example.com");
        phantoms.IsCaching = isCached;
        _ = await FindAsync(PoolAddress.Of(Pool, phantom with { Tag = phantom.Tag ^ 1 }));
        Assert.Empty(phantoms.Used);
        _ = await FindAsync(PoolAddress.Of(Pool, phantom));
        Assert.Equal([phantom], phantoms.Used);
    }

    [Fact]
    public async Task Over_a_limit_an_address_is_not_asked_for_and_the_reason_is_told()
    {
        Phantom phantom = phantoms.Add("example.com");
        phantoms.IsCaching = false;
        phantoms.Limit = PhantomLimit.UnknownOfClient;
        Finding found = await new DestinationFinder(phantoms).FindAsync(new Intent(default, PoolAddress.Of(Pool, phantom), 443, ReplyStyle.None), Client, snapshot);
        Assert.Equal(Finding.Refused(Outcome.Limit, "limit UnknownOfClient"), found);
    }

    [Fact]
    public async Task Where_the_store_cannot_be_asked_the_flow_is_refused_with_what_is_wrong()
    {
        Phantom phantom = phantoms.Add("example.com");
        phantoms.IsCaching = false;
        phantoms.Database = _ => throw new StoreUnavailableException("the store is away");
        Finding found = await new DestinationFinder(phantoms).FindAsync(new Intent(default, PoolAddress.Of(Pool, phantom), 443, ReplyStyle.None), Client, snapshot);
        Assert.Equal(Finding.Refused(Outcome.Error, "the store is away"), found);
    }

    [Fact]
    public async Task A_wrong_tag_is_nobody_s()
    {
        Phantom phantom = await phantoms.AssignAsync(DomainName.Parse("example.com"), TestContext.Current.CancellationToken);
        Assert.Null(await FindAsync(PoolAddress.Of(Pool, phantom with { Tag = phantom.Tag ^ 1 })));
    }

    [Theory]
    [InlineData("fd75:7265:6c61:7900::1")]
    [InlineData("fd75:7265:6c61:7900:5ff:7001:0:99")]
    [InlineData("fd75:7265:6c61:7900:5ff:7007:c000:201")]
    [InlineData("fd75:7265:6c61:7900:8000::")]
    public async Task Other_addresses_of_the_pool_are_refused(string address) => Assert.Null(await FindAsync(NetAddress.Parse(address)));

    [Fact]
    public async Task An_IPv4_address_in_the_pool_is_that_literal()
    {
        NetAddress literal = NetAddress.Parse("192.0.2.1");
        Assert.Equal(new Destination(default, literal, 443, LearntBy.Literal), await FindAsync(PoolAddress.OfIPv4(Pool, literal)));
    }

    [Theory]
    [InlineData(false, LearntBy.Literal)]
    [InlineData(true, LearntBy.SocksAddress)]
    public async Task Any_other_address_is_itself(bool bySocks, LearntBy learntBy)
    {
        NetAddress address = NetAddress.Parse("2001:db8::1");
        Intent intent = new(default, address, 443, bySocks ? ReplyStyle.Socks5 : ReplyStyle.None);
        Assert.Equal(new Destination(default, address, 443, learntBy), (await new DestinationFinder(phantoms).FindAsync(intent, Client, snapshot)).Destination);
    }

    [Theory]
    [InlineData("fd75:7265:6c61:7900:5fe:7:0:102", "10.64.1.2 Substitution")]
    [InlineData("fd75:7265:6c61:7900:5ff:7003:7:102", "10.64.1.2 Substitution")]
    [InlineData("fd75:7265:6c61:7900:5fe:7:1:0", "UnknownPhantom, group 7 has no member 65536: 10.64.0.0/16 is smaller")]
    [InlineData("fd75:7265:6c61:7900:5fe:8:0:102", "vm258.srv.test Substitution by proxy")]
    [InlineData("fd75:7265:6c61:7900:5ff:7003:8:102", "vm258.srv.test Substitution by proxy")]
    [InlineData("fd75:7265:6c61:7900:5fe:9:0:102", "UnknownPhantom, ")]
    [InlineData("fd75:7265:6c61:7900:5fe:a:0:102", "Error, substitution 10: upstream 'nowhere' does not exist: insert it into table upstream, or name another")]
    [InlineData("fd75:7265:6c61:7900:5ff:7001:0:2a", "pinned.test Static")]
    [InlineData("fd75:7265:6c61:7900:5ff:7001:0:2b", "UnknownPhantom, ")]
    [InlineData("fd75:7265:6c61:7900:5ff:7007:a63:2a", "pinned.test Window")]
    [InlineData("fd75:7265:6c61:7900:5ff:7007:a63:102", "vm7.srv.test Window by proxy")]
    [InlineData("fd75:7265:6c61:7900:5ff:7007:c000:201", "UnknownPhantom, ")]
    [InlineData("10.99.0.42", "pinned.test Window")]
    [InlineData("10.99.0.43", "UnknownPhantom, ")]
    [InlineData("10.99.1.2", "vm7.srv.test Window by proxy")]
    [InlineData("10.98.1.2", "10.98.1.2 Literal")]
    [InlineData("64:ff9b:1:c000:2:100::", "192.0.2.1 Nat64")]
    [InlineData("64:ff9b:1:c000:2:100:1234:5678", "192.0.2.1 Nat64")]
    [InlineData("64:ff9b:1:c000:102:100::", "UnknownPhantom, ")]
    [InlineData("i-hx-7-258.u-relay.home.arpa", "10.64.1.2 Substitution")]
    [InlineData("i-hx-9-258.u-relay.home.arpa", "UnknownPhantom, ")]
    [InlineData("ip4-192-0-2-1.u-relay.home.arpa", "192.0.2.1 SocksName")]
    [InlineData("ip6-2001-db8--1.u-relay.home.arpa", "2001:db8::1 SocksName")]
    [InlineData("www.u-relay.home.arpa", "NameNotFound, www.u-relay.home.arpa is neither such as i-hx-7-5.u-relay.home.arpa nor as ip4-192-0-2-1.u-relay.home.arpa")]
    public async Task What_stands_for_something_else_leads_there(string asked, string expected)
    {
        UpstreamRow proxy = new() { Name = "proxy", Kind = "socks5", Address = "192.0.2.9", Port = 1080 };
        Snapshot tables = SnapshotCompiler.Compile(
            new TableRows([new PoolRow("default", "phantom6", Pool.ToString(), null), new PoolRow("nat64", "nat64", "64:ff9b:1::/48", null)], [new StaticMappingRow(42, "pinned.test")], [], [proxy], [])
            {
                Substitutions =
                    [new SubstitutionRow(7, "10.64.0.0/16", null, null), new SubstitutionRow(8, null, "vm{host}.srv.test", "proxy"), new SubstitutionRow(10, null, "a.test", "nowhere")],
                Windows = [new WindowRow("10.99.0.0/24", null, 0), new WindowRow("10.99.1.0/24", 8, 5)],
            }, 1).Snapshot!;
        bool isAddress = NetAddress.TryParse(asked, out NetAddress address);
        Intent intent = new(isAddress ? default : DomainName.Parse(asked), address, 443, isAddress ? ReplyStyle.None : ReplyStyle.Socks5);
        Finding found = await new DestinationFinder(phantoms).FindAsync(intent, Client, tables);
        Assert.Equal(expected, found.Destination is not { } to ? $"{found.Outcome}, {found.Reason}"
            : $"{(to.HasName ? to.Domain.Value : to.Address)} {to.LearntBy}{(to.Upstream is { } way ? $" by {way.Name}" : "")}");
    }

    [Fact]
    public async Task A_phantom_of_a_name_that_says_its_address_leads_to_that_address()
    {
        Phantom phantom = phantoms.Add("ip6-2001-db8--1.u-relay.home.arpa");
        Assert.Equal(new Destination(default, NetAddress.Parse("2001:db8::1"), 443, LearntBy.Phantom), await FindAsync(PoolAddress.Of(Pool, phantom)));
    }

    [Fact]
    public async Task A_name_is_itself()
    {
        DomainName name = DomainName.Parse("example.com");
        Intent intent = new(name, default, 443, ReplyStyle.Socks5);
        Assert.Equal(new Destination(name, default, 443, LearntBy.SocksName), (await new DestinationFinder(phantoms).FindAsync(intent, Client, snapshot)).Destination);
    }

    private async ValueTask<Destination?> FindAsync(NetAddress address) =>
        (await new DestinationFinder(phantoms).FindAsync(new Intent(default, address, 443, ReplyStyle.None), Client, snapshot)).Destination;
}
