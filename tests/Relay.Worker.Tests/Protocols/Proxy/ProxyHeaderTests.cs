using System.Text;
using Relay.Store.Model;
using Relay.Worker.Protocols.Proxy;
using Xunit;
using static Relay.Worker.Tests.Protocols.ParserCheck;

namespace Relay.Worker.Tests.Protocols.Proxy;

public sealed class ProxyHeaderTests
{
    private const string Signature = "0d0a0d0a000d0a515549540a";

    /// <summary>The first is the example of proxy-protocol.txt, section 2.1; the last is the longest there may be.</summary>
    [Theory]
    [InlineData("192.168.0.1", 56324, "192.168.0.11", 443, "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n")]
    [InlineData("2001:db8::1", 1, "2001:db8::2", 65535, "PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n")]
    [InlineData("192.0.2.1", 1, "2001:db8::2", 2, "PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 1 2\r\n")]
    [InlineData("2001:db8::1", 1, "192.0.2.2", 2, "PROXY TCP6 2001:db8::1 ::ffff:192.0.2.2 1 2\r\n")]
    [InlineData("2001:1111:1111:1111:1111:1111:1111:1111", 65535, "2001:1111:1111:1111:1111:1111:1111:1112", 65535,
        "PROXY TCP6 2001:1111:1111:1111:1111:1111:1111:1111 2001:1111:1111:1111:1111:1111:1111:1112 65535 65535\r\n")]
    public void Version_1_is_a_line(string source, ushort sourcePort, string destination, ushort destinationPort, string line)
    {
        byte[] buffer = new byte[ProxyHeader.MaxLength];
        int length = ProxyHeader.WriteV1(buffer, new ProxiedEnds(NetAddress.Parse(source), sourcePort, NetAddress.Parse(destination), destinationPort));
        Assert.Equal(line, Encoding.ASCII.GetString(buffer, 0, length));
        Assert.InRange(length, 1, 107);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", null, "21 11 000c c0000201 c0000202 0001 01bb")]
    [InlineData("192.0.2.1", "192.0.2.2", "a.b", "21 11 0012 c0000201 c0000202 0001 01bb 02 0003 612e62")]
    [InlineData("2001:db8::1", "192.0.2.2", null, "21 21 0024 20010db8000000000000000000000001 00000000000000000000ffffc0000202 0001 01bb")]
    public void Version_2_is_binary_with_the_name_as_authority(string source, string destination, string? name, string rest)
    {
        byte[] buffer = new byte[ProxyHeader.MaxLength];
        ProxiedEnds ends = new(NetAddress.Parse(source), 1, NetAddress.Parse(destination), 443);
        int length = ProxyHeader.WriteV2(buffer, ends, name is null ? default : DomainName.Parse(name));
        Assert.Equal(Hex(Signature + rest), buffer[..length]);
    }

    [Fact]
    public void The_longest_name_fits()
    {
        DomainName name = DomainName.Parse(string.Join('.', Enumerable.Repeat(new string('a', 62), 4)) + ".b");
        Assert.Equal(253, name.Value.Length);
        byte[] buffer = new byte[ProxyHeader.MaxLength];
        Assert.Equal(buffer.Length, ProxyHeader.WriteV2(buffer, new ProxiedEnds(new NetAddress(1), 1, new NetAddress(2), 2), name));
    }
}
