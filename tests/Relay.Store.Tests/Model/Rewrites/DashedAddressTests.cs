using CsCheck;
using Relay.Store.Model;
using Relay.Store.Model.Rewrites;
using Xunit;

namespace Relay.Store.Tests.Model.Rewrites;

public sealed class DashedAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "ip4-192-0-2-1")]
    [InlineData("2001:db8::1", "ip6-2001-db8--1")]
    [InlineData("::", "ip6---")]
    [InlineData("2001:db8::", "ip6-2001-db8--")]
    public void An_address_is_a_label(string address, string label)
    {
        Assert.Equal(label, DashedAddress.Of(NetAddress.Parse(address)));
        Assert.True(DashedAddress.TryParse(label, out NetAddress found));
        Assert.Equal(address, found.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ip4-")]
    [InlineData("ip6-")]
    [InlineData("ip4-192-0-2")]
    [InlineData("ip4-192-0-2-256")]
    [InlineData("ip4-192-0-2-01")]
    [InlineData("ip4-2001-db8--1")]
    [InlineData("ip6-192-0-2-1")]
    [InlineData("ip6-2001-db8-1")]
    [InlineData("ip6-2001-db8--1--2")]
    [InlineData("ip6-2001-dbg--1")]
    [InlineData("192-0-2-1")]
    [InlineData("xip4-192-0-2-1")]
    [InlineData("ip6-0000-0000-0000-0000-0000-0000-0000-00001")]
    public void Others_are_none(string label) => Assert.False(DashedAddress.TryParse(label, out _));

    [Fact]
    public void Every_address_comes_back_as_a_label_of_a_name() => Gen.Select(Gen.ULong, Gen.ULong, Gen.Bool).Sample((high, low, isFour) =>
    {
        NetAddress address = isFour ? NetAddress.FromIPv4((uint)low) : new NetAddress(new UInt128(high, low));
        string label = DashedAddress.Of(address);
        return DomainName.TryParse($"{label}.test", out _) && DashedAddress.TryParse(label, out NetAddress found) && found == address;
    });
}
