using CsCheck;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model;

public sealed class SpecialDomainTests
{
    [Theory]
    [InlineData("i-hx-7-5.u-relay.home.arpa", "7 5")]
    [InlineData("i-hx-0-0.u-relay.home.arpa", "0 0")]
    [InlineData("i-hx-65535-4294967295.u-relay.home.arpa", "65535 4294967295")]
    [InlineData("i-hx-0x7-0xff.u-relay.home.arpa", "7 255")]
    [InlineData("ip4-192-0-2-1.u-relay.home.arpa", "192.0.2.1")]
    [InlineData("ip6-2001-db8--1.u-relay.home.arpa", "2001:db8::1")]
    [InlineData("u-relay.home.arpa", null)]
    [InlineData("i-hx-7.u-relay.home.arpa", null)]
    [InlineData("i-hx-65536-0.u-relay.home.arpa", null)]
    [InlineData("i-hx-7-4294967296.u-relay.home.arpa", null)]
    [InlineData("i-hx-7-.u-relay.home.arpa", null)]
    [InlineData("i-hx-7-5-3.u-relay.home.arpa", null)]
    [InlineData("i-hx--5.u-relay.home.arpa", null)]
    [InlineData("x.i-hx-7-5.u-relay.home.arpa", null)]
    [InlineData("ip4-192-0-2.u-relay.home.arpa", null)]
    [InlineData("i-hx-7-5.home.arpa", null)]
    [InlineData("i-hx-7-5.xu-relay.home.arpa", null)]
    public void A_name_says_what_it_stands_for(string name, string? expected)
    {
        bool read = SpecialDomain.TryRead(DomainName.Parse(name), out SpecialName special);
        Assert.Equal(expected, !read ? null : special.Literal is { } literal ? literal.ToString() : $"{special.Group} {special.Number}");
    }

    [Fact]
    public void Members_and_addresses_come_back_from_their_names() => Gen.Select(Gen.UShort, Gen.UInt, Gen.ULong).Sample((group, number, high) =>
    {
        NetAddress address = new(new UInt128(high, number));
        return SpecialDomain.TryRead(DomainName.Parse(SpecialDomain.NameOf(group, number)), out SpecialName member) && member == new SpecialName(null, group, number)
            && SpecialDomain.TryRead(DomainName.Parse(SpecialDomain.NameOf(address)), out SpecialName literal) && literal.Literal == address;
    });
}
