using CsCheck;
using Relay.Store.Model.Rules;
using Xunit;

namespace Relay.Store.Tests.Model.Rules;

public sealed class PortListTests
{
    [Theory]
    [InlineData("443", "443")]
    [InlineData("80,8000-8999", "80,8000-8999")]
    [InlineData("1-65535", "1-65535")]
    [InlineData("8000-8999,80", "80,8000-8999")]
    [InlineData("80-90,85-100,101,7-7", "7,80-101")]
    [InlineData("65535,65534", "65534-65535")]
    [InlineData("1-9,2-3", "1-9")]
    public void Text_is_merged_and_round_trips(string text, string canonical)
    {
        Assert.True(PortList.TryParse(text, out PortList? ports));
        Assert.Equal(canonical, ports!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("080")]
    [InlineData("90-80")]
    [InlineData("80,")]
    [InlineData(",80")]
    [InlineData("80, 443")]
    [InlineData("-80")]
    [InlineData("80-")]
    [InlineData("80-90-100")]
    [InlineData("+80")]
    [InlineData("http")]
    [InlineData("٨٠")]
    public void Wrong_text_is_refused(string text) => Assert.False(PortList.TryParse(text, out _));

    [Fact]
    public void Contains_what_it_lists() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[0, 30]).Array[1, 12].Sample(ranges =>
        {
            string text = string.Join(',', ranges.Select(range => range.Item2 == 0 ? $"{range.Item1}" : $"{range.Item1}-{range.Item1 + range.Item2}"));
            Assert.True(PortList.TryParse(text, out PortList? ports));
            Assert.True(PortList.TryParse(ports!.ToString(), out PortList? again));
            Assert.Equal(ports.ToString(), again!.ToString());
            return Enumerable.Range(0, 400).All(port =>
                ports.Contains((ushort)port) == ranges.Any(range => port >= range.Item1 && port <= range.Item1 + range.Item2));
        });
}
