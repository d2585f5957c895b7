using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model;

public sealed class NetPrefixTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", 104)]
    [InlineData("192.0.2.1", "192.0.2.1/32", 128)]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", 96)]
    [InlineData("::/0", "::/0", 0)]
    [InlineData("fd75:7265:6c61:7900::/64", "fd75:7265:6c61:7900::/64", 64)]
    public void Text_round_trips(string text, string canonical, int length)
    {
        NetPrefix prefix = NetPrefix.Parse(text);
        Assert.Equal(canonical, prefix.ToString());
        Assert.Equal(length, prefix.Length);
    }

    [Theory]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/")]
    [InlineData("::/129")]
    [InlineData("example.com/8")]
    [InlineData("")]
    public void Wrong_text_is_refused(string text) => Assert.False(NetPrefix.TryParse(text, out _));

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("::/0", "10.0.0.1", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    public void Contains_what_it_covers(string prefix, string address, bool expected) =>
        Assert.Equal(expected, NetPrefix.Parse(prefix).Contains(NetAddress.Parse(address)));
}
