using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model;

public sealed class WindowsTests
{
    private static readonly Windows Some = new(
        [new Window(NetPrefix.Parse("10.99.0.0/16"), 7, 0), new Window(NetPrefix.Parse("10.99.5.0/24"), null, 1000), new Window(NetPrefix.Parse("192.0.2.7"), 8, uint.MaxValue)]);

    [Theory]
    [InlineData("10.99.0.0", "7 0")]
    [InlineData("10.99.255.255", "7 65535")]
    [InlineData("10.99.5.2", " 1002")]
    [InlineData("192.0.2.7", "8 4294967295")]
    [InlineData("192.0.2.8", null)]
    [InlineData("2001:db8::1", null)]
    public void The_longest_prefix_has_an_address(string address, string? expected)
    {
        bool found = Some.TryGet(NetAddress.Parse(address), out Window? window);
        Assert.Equal(expected, found ? $"{window!.Group} {window.NumberOf(NetAddress.Parse(address))}" : null);
        Assert.False(Windows.None.TryGet(NetAddress.Parse(address), out _));
    }
}
