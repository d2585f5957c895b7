using Relay.Store.Model;
using Relay.Worker.Routing;
using Xunit;

namespace Relay.Worker.Tests.Routing;

public sealed class AddressOrderTests
{
    [Theory]
    [InlineData(ResolveMode.SixWeak, "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2 2001:db8::3")]
    [InlineData(ResolveMode.FourWeak, "192.0.2.1 2001:db8::1 192.0.2.2 2001:db8::2 2001:db8::3")]
    [InlineData(ResolveMode.SixStrong, "2001:db8::1 2001:db8::2 2001:db8::3 192.0.2.1 192.0.2.2")]
    [InlineData(ResolveMode.FourStrong, "192.0.2.1 192.0.2.2 2001:db8::1 2001:db8::2 2001:db8::3")]
    [InlineData(ResolveMode.SixOnly, "2001:db8::1 2001:db8::2 2001:db8::3")]
    [InlineData(ResolveMode.FourOnly, "192.0.2.1 192.0.2.2")]
    public void Families_are_ordered_as_the_mode_says(ResolveMode mode, string expected)
    {
        NetAddress[] addresses = [.. "2001:db8::1 2001:db8::2 2001:db8::3 192.0.2.1 192.0.2.2".Split(' ').Select(NetAddress.Parse)];
        Assert.Equal(expected, string.Join(' ', AddressOrder.Sort(addresses, mode)));
    }
}
