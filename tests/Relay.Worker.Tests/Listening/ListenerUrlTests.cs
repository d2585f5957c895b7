using Relay.Store.Model;
using Relay.Worker.Listening;
using Xunit;

namespace Relay.Worker.Tests.Listening;

public sealed class ListenerUrlTests
{
    [Theory]
    [InlineData("transparent://[::]:8080?netns=lab", "transparent", "lab", null)]
    [InlineData("transparent://[::]:80,443", "transparent", null, null)]
    [InlineData("socks://127.0.0.1:1080?name=office&device=vrf-red", "office", null, "vrf-red")]
    [InlineData("dns://[::1]:53", "dns", null, null)]
    public void What_is_written_is_read(string text, string name, string? netns, string? device)
    {
        ListenerUrl url = ListenerUrl.Parse(text);
        Assert.Equal((name, netns, device), (url.Name, url.Netns, url.Device));
    }

    [Fact]
    public void One_port_of_a_transparent_listener_takes_any_address_and_a_list_does_not()
    {
        Assert.True(ListenerUrl.Parse("transparent://[::]:8080").TakesAnyAddress);
        ListenerUrl list = ListenerUrl.Parse("transparent://0.0.0.0:80,443");
        Assert.False(list.TakesAnyAddress);
        Assert.Equal([80, 443], list.Ports);
        Assert.Equal(NetAddress.Parse("0.0.0.0"), list.Address);
    }

    [Theory]
    [InlineData("foo", "write scheme://address:port")]
    [InlineData("ftp://[::]:21", "'ftp' is no kind of listener")]
    [InlineData("socks://127.0.0.1", "the port is missing")]
    [InlineData("socks://localhost:1080", "'localhost' is not an address")]
    [InlineData("socks://::1:1080", "IPv6 goes in brackets")]
    [InlineData("socks://127.0.0.1:0", "'0' is not a port")]
    [InlineData("socks://127.0.0.1:65536", "'65536' is not a port")]
    [InlineData("socks://127.0.0.1:80,81", "only a transparent listener takes a list")]
    [InlineData("socks://127.0.0.1:80?colour=red", "'colour' is no option")]
    [InlineData("socks://127.0.0.1:80?max=-1", "max '-1' is not a number of flows from 1")]
    [InlineData("dns://127.0.0.1:53?max=1", "a DNS listener has no flows")]
    [InlineData("dot://127.0.0.1:853?cert=/a.pem&max=1", "a DNS listener has no flows")]
    [InlineData("dot://127.0.0.1:853", "needs a certificate: add ?cert=FILE")]
    [InlineData("dot://127.0.0.1:853?key=/a.pem", "needs a certificate")]
    [InlineData("dns://127.0.0.1:53?cert=/a.pem", "only a listener of DNS over TLS")]
    [InlineData("dns://127.0.0.1:53?key=/a.pem", "'key' is no option")]
    [InlineData("socks://127.0.0.1:80?name=", "'name=' needs a value")]
    public void What_is_wrong_is_said_in_one_line(string text, string why)
    {
        string message = Assert.Throws<FormatException>(() => ListenerUrl.Parse(text)).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.Contains(text, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("transparent://[::]:8080?netns=lab&device=eth0")]
    [InlineData("socks://127.0.0.1:1080?max=100")]
    [InlineData("socks://127.0.0.1:1080")]
    [InlineData("dot://[::]:853?netns=lab&cert=/etc/urelay/chain.pem&key=/etc/urelay/key.pem")]
    public void Text_round_trips(string text) => Assert.Equal(text, ListenerUrl.Parse(text).ToString());
}
