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
