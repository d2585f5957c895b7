using Relay.Worker.Linux;
using Relay.Worker.Listening;
using Relay.Worker.Monitoring;
using Xunit;

namespace Relay.Worker.Tests.Monitoring;

public sealed class MetricsEndpointTests
{
    [Theory]
    [InlineData("127.0.0.1:9464", true)]
    [InlineData("127.1.2.3:1", true)]
    [InlineData("[::1]:9464", true)]
    [InlineData("192.0.2.1:9464", false)]
    [InlineData("0.0.0.0:9464", false)]
    [InlineData("[::]:9464", false)]
    public void An_address_and_a_port(string text, bool isLoopback)
    {
        Assert.True(MetricsEndpoint.TryParse(text, out MetricsEndpoint endpoint));
        Assert.Equal((text, isLoopback), (endpoint.ToString(), endpoint.IsLoopback));
    }

    [Theory]
    [InlineData("9464")]
    [InlineData(":9464")]
    [InlineData("::1:9464")]
    [InlineData("[127.0.0.1]:9464")]
    [InlineData("localhost:9464")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:")]
    public void Anything_else_is_none(string text) => Assert.False(MetricsEndpoint.TryParse(text, out _));

    [Fact]
    public void A_port_in_use_is_named()
    {
        MetricsEndpoint endpoint = new(Relay.Store.Model.NetAddress.Parse("127.0.0.1"), 0);
        int first = endpoint.Open();
        _ = Libc.LocalAddress(first).TryGet(out _, out ushort port);
        ListenerException taken = Assert.Throws<ListenerException>(() => (endpoint with { Port = port }).Open());
        Assert.Equal($"--metrics 127.0.0.1:{port}: Address already in use", taken.Message);
        Libc.Close(first);
    }
}
