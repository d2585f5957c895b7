using Relay.Store.Model;
using Relay.Worker.Routing;
using Relay.Worker.Sockets;
using Relay.Worker.Tests.Loops;
using Xunit;

namespace Relay.Worker.Tests.Routing;

/// <summary>What the kernel says of loopback addresses, which every machine has.</summary>
public sealed class SourceAddressesTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    private static readonly Upstream Direct = new() { Name = "direct", Kind = UpstreamKind.Direct };

    [Fact]
    public async Task The_kernel_says_from_where() =>
        Assert.Equal(SourceAddress.Of(NetAddress.Parse("127.0.0.1")), await FindAsync(Direct, "127.0.0.9"));

    [Fact]
    public async Task The_upstreams_own_source_is_its_source() =>
        Assert.Equal(SourceAddress.Of(NetAddress.Parse("127.0.0.5")), await FindAsync(Direct with { SourceV4 = NetAddress.Parse("127.0.0.5") }, "127.0.0.9"));

    [Fact]
    public async Task Where_nothing_leads_there_is_none() =>
        Assert.Equal(SourceAddress.None, await FindAsync(Direct with { SourceV4 = NetAddress.Parse("127.0.0.1") }, "192.0.2.1"));

    [Fact]
    public async Task Of_a_proxy_nothing_is_known() =>
        Assert.Equal(SourceAddress.Unknown, await FindAsync(new Upstream { Name = "proxy", Kind = UpstreamKind.Socks5, Address = "127.0.0.1", Port = 1 }, "127.0.0.9"));

    [Fact]
    public async Task What_cannot_be_asked_is_not_known() =>
        Assert.Equal(SourceAddress.Unknown, await FindAsync(Direct with { Netns = "no-such-namespace" }, "127.0.0.9"));

    private Task<SourceAddress> FindAsync(Upstream way, string destination) => fixture.On(async () =>
        await new SourceAddresses(fixture.Loop, new UpstreamSockets(new NamespaceSockets())).FindAsync(way, NetAddress.Parse(destination)));
}
