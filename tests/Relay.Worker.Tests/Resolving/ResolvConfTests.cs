using CsCheck;
using Relay.Store.Model;
using Relay.Worker.Resolving;
using Xunit;

namespace Relay.Worker.Tests.Resolving;

public sealed class ResolvConfTests
{
    [Fact]
    public void Servers_and_options_are_read()
    {
        ResolvConf conf = ResolvConf.Parse(
            "# made by hand\n; nameserver 192.0.2.9\nsearch example.com\nnameserver\t192.0.2.1 \r\n nameserver 2001:db8::1\noptions edns0 timeout:3 attempts:4 rotate\n");
        Assert.Equal([new NameServer(NetAddress.Parse("192.0.2.1")), new NameServer(NetAddress.Parse("2001:db8::1"))], conf.Servers);
        Assert.Equal((TimeSpan.FromSeconds(3), 4, true, false), (conf.Timeout, conf.Attempts, conf.Rotates, conf.UsesStreams));
        Assert.True(ResolvConf.Parse("options use-vc\n").UsesStreams);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nameserver")]
    [InlineData("nameserver fe80::1%eth0")]
    [InlineData("nameserver example.com")]
    public void Without_a_server_it_is_the_local_one(string text) =>
        Assert.Equal([new NameServer(NetAddress.Parse("127.0.0.1"))], ResolvConf.Parse(text).Servers);

    [Theory]
    [InlineData("options timeout:0 attempts:0", 1, 1)]
    [InlineData("options timeout:99 attempts:99", 30, 5)]
    [InlineData("options timeout:x attempts:-1 timeout:", 2, 2)]
    public void Options_are_kept_within_glibcs_limits(string text, int seconds, int attempts)
    {
        ResolvConf conf = ResolvConf.Parse(text);
        Assert.Equal((TimeSpan.FromSeconds(seconds), attempts), (conf.Timeout, conf.Attempts));
    }

    [Fact]
    public void No_more_than_three_servers_are_taken() =>
        Assert.Equal(3, ResolvConf.Parse(string.Concat(Enumerable.Range(1, 9).Select(i => $"nameserver 192.0.2.{i}\n"))).Servers.Count);

    [Fact]
    public void Any_text_is_survived() => Gen.String.Sample(text => ResolvConf.Parse("nameserver " + text + "\noptions " + text).Servers.Count > 0);
}
