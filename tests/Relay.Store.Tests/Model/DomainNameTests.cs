using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData("Example.COM.", "example.com")]
    [InlineData("_dmarc.example.com", "_dmarc.example.com")]
    [InlineData("localhost", "localhost")]
    [InlineData("1.2.3.4a", "1.2.3.4a")]
    public void Text_is_canonicalised(string text, string canonical) => Assert.Equal(canonical, DomainName.Parse(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a b")]
    [InlineData("bücher.example")]
    [InlineData("127.0.0.1")]
    [InlineData("a.7")]
    [InlineData("a.0x7f")]
    [InlineData("::1")]
    [InlineData("a\0b")]
    public void What_is_no_name_is_refused(string text) => Assert.False(DomainName.TryParse(text, out _));

    [Fact]
    public void Lengths_are_those_of_RFC_1035()
    {
        string label = new('a', 63);
        string longest = $"{label}.{label}.{label}.{new string('a', 61)}";
        Assert.Equal(253, longest.Length);
        Assert.True(DomainName.TryParse(longest, out _));
        Assert.True(DomainName.TryParse(longest + ".", out _));
        Assert.False(DomainName.TryParse(longest + "a", out _));
        Assert.False(DomainName.TryParse(label + "a.example", out _));
    }

    [Theory]
    [InlineData("www.example.com", "example.com", true)]
    [InlineData("example.com", "example.com", true)]
    [InlineData("badexample.com", "example.com", false)]
    public void Suffixes_end_at_a_label(string name, string suffix, bool expected) =>
        Assert.Equal(expected, DomainName.Parse(name).IsAtOrBelow(suffix));
}
