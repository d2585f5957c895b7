using System.Text;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Http;
using Xunit;

namespace Relay.Worker.Tests.Protocols.Http;

public sealed class HttpRequestReaderTests
{
    private static readonly byte[] Scrape = "GET /metrics?format=text HTTP/1.1\r\nHost: 127.0.0.1:9464\r\nAccept: text/plain\r\n\r\n"u8.ToArray();

    [Fact]
    public void A_request_is_its_method_and_its_path()
    {
        Assert.Equal(ParseStatus.Done, HttpRequestReader.TryRead(Scrape, out HttpRequest request));
        Assert.Equal(new HttpRequest("GET", "/metrics"), request);
        Assert.True(request is { WantsPage: true, IsHead: false });
        Assert.Equal(ParseStatus.Done, HttpRequestReader.TryRead("HEAD / HTTP/1.0\r\n\r\n"u8, out request));
        Assert.True(request is { WantsPage: true, IsHead: true });
    }

    [Fact]
    public void Every_part_of_one_needs_more() =>
        Assert.All(ParserCheck.Truncations(Scrape), part => Assert.Equal(ParseStatus.NeedMore, HttpRequestReader.TryRead(part, out _)));

    [Fact]
    public void No_damage_throws() => Assert.All(ParserCheck.Damages(Scrape), damaged => _ = HttpRequestReader.TryRead(damaged, out _));

    [Theory]
    [InlineData("GET /metrics\r\n\r\n")]
    [InlineData("GET  HTTP/1.1\r\n\r\n")]
    [InlineData(" /metrics HTTP/1.1\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\n")]
    [InlineData("\u0005\u0001\u0000")]
    [InlineData("\r\n")]
    public void What_is_no_request_is_told_at_once(string text) => Assert.Equal(ParseStatus.Invalid, HttpRequestReader.TryRead(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void An_endless_head_is_invalid()
    {
        byte[] line = Encoding.ASCII.GetBytes("GET /" + new string('a', HttpRequestReader.MaxLength));
        Assert.Equal(ParseStatus.Invalid, HttpRequestReader.TryRead(line, out _));
        byte[] fields = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nX: " + new string('a', HttpRequestReader.MaxLength));
        Assert.Equal(ParseStatus.Invalid, HttpRequestReader.TryRead(fields, out _));
    }
}
