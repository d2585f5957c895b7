using System.Text;
using CsCheck;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Http;
using Xunit;
using static Relay.Worker.Tests.Protocols.ParserCheck;

namespace Relay.Worker.Tests.Protocols.Http;

public sealed class HttpConnectTests
{
    private static readonly byte[] Reply = "HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy\r\n\r\n"u8.ToArray();

    [Theory]
    [InlineData("www.example", "www.example:443")]
    [InlineData("192.0.2.1", "192.0.2.1:443")]
    [InlineData("2001:db8::1", "[2001:db8::1]:443")]
    public void A_request_names_the_target_in_authority_form(string host, string target) =>
        Assert.Equal($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n", Encoding.ASCII.GetString(HttpConnect.WriteRequest(host, 443, null, null)));

    /// <summary>The examples of RFC 7617 sections 2 and 2.1.</summary>
    [Theory]
    [InlineData("Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]
    [InlineData("test", "123£", "dGVzdDoxMjPCow==")]
    public void Credentials_are_basic(string user, string password, string encoded) =>
        Assert.Contains($"\r\nProxy-Authorization: Basic {encoded}\r\n\r\n", Encoding.ASCII.GetString(HttpConnect.WriteRequest("a", 1, user, password)), StringComparison.Ordinal);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", 200, "200 OK")]
    [InlineData("HTTP/1.0 200\r\n\r\n", 200, "200")]
    [InlineData("HTTP/1.1 204 \r\nA: b\r\n\r\n", 204, "204")]
    [InlineData("HTTP/1.1 407 Who\tare \u00fc\r\n\r\n", 407, "407 Who?are ??")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", 200, "200 OK")]
    public void A_reply_is_read_to_the_end_of_its_head(string text, int code, string shown)
    {
        byte[] input = [.. Encoding.UTF8.GetBytes(text), .. "SSH-2.0"u8];
        Assert.Equal(ParseStatus.Done, HttpConnect.ReadReply(input, out HttpStatus status, out int consumed));
        Assert.Equal((code, shown, input.Length - 7), (status.Code, status.ToString(), consumed));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH")]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200OK\r\n\r\n")]
    [InlineData("HTTP/1.1200 OK\r\n\r\n")]
    [InlineData("HTTP/1.x 200 OK\r\n\r\n")]
    public void What_is_no_reply_is_known_at_once(string text) =>
        Assert.Equal(ParseStatus.Invalid, HttpConnect.ReadReply(Encoding.ASCII.GetBytes(text), out _, out _));

    [Fact]
    public void A_part_of_a_reply_needs_more_and_never_consumes()
    {
        foreach (byte[] part in Truncations(Reply))
        {
            Assert.Equal(ParseStatus.NeedMore, HttpConnect.ReadReply(part, out _, out int consumed));
            Assert.Equal(0, consumed);
        }
    }

    [Fact]
    public void A_damaged_reply_is_read_or_refused_within_its_bytes()
    {
        foreach (byte[] damaged in Damages(Reply))
        {
            ParseStatus status = HttpConnect.ReadReply(damaged, out HttpStatus read, out int consumed);
            Assert.True(status != ParseStatus.Done || (consumed <= damaged.Length && read.Code is >= 200 and <= 999));
        }
    }

    [Fact]
    public void A_head_without_an_end_is_refused_at_the_limit()
    {
        byte[] endless = [.. "HTTP/1.1 200 OK\r\n"u8, .. Enumerable.Repeat((byte)'x', HttpConnect.MaxReply)];
        Assert.Equal(ParseStatus.NeedMore, HttpConnect.ReadReply(endless.AsSpan(0, HttpConnect.MaxReply - 1), out _, out _));
        Assert.Equal(ParseStatus.Invalid, HttpConnect.ReadReply(endless.AsSpan(0, HttpConnect.MaxReply), out _, out _));
    }

    [Fact]
    public void Random_bytes_do_no_harm() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            byte[] input = [.. "HTTP/1.1 2"u8, .. bytes];
            _ = HttpConnect.ReadReply(input, out _, out int consumed);
            return consumed <= input.Length;
        });
}
