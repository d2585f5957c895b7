using System.Text;
using CsCheck;
using Relay.Store.Model;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Socks;
using Xunit;
using static Relay.Worker.Tests.Protocols.ParserCheck;

namespace Relay.Worker.Tests.Protocols.Socks;

public sealed class Socks4Tests
{
    // CONNECT 66.102.7.99:80 for user "Fred", as in the SOCKS4 article everybody quotes.
    private static readonly byte[] ByAddress = Hex("04 01 0050 42660763 46726564 00");
    private static readonly byte[] ByName = [.. Hex("04 01 01bb 00000001"), .. "Fred\0Example.COM\0"u8];

    [Fact]
    public void An_address_is_read()
    {
        Assert.Equal(ParseStatus.Done, Socks4.ReadRequest(ByAddress, out SocksRequest request, out int consumed));
        Assert.Equal(SocksRequest.To(SocksVersion.Socks4, NetAddress.Parse("66.102.7.99"), 80), request);
        Assert.Equal(ByAddress.Length, consumed);
    }

    [Fact]
    public void A_name_is_read_and_what_follows_is_left()
    {
        byte[] input = [.. ByName, .. "GET /"u8];
        Assert.Equal(ParseStatus.Done, Socks4.ReadRequest(input, out SocksRequest request, out int consumed));
        Assert.Equal("example.com", request.Domain.Value);
        Assert.Equal(443, request.Port);
        Assert.Equal(ByName.Length, consumed);
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("00000100")]
    [InlineData("01000001")]
    public void Only_0_0_0_x_asks_for_a_name(string address)
    {
        byte[] input = Hex($"04 01 0050 {address} 00");
        Assert.Equal(ParseStatus.Done, Socks4.ReadRequest(input, out SocksRequest request, out int consumed));
        Assert.False(request.IsDomain);
        Assert.Equal(SocksDefect.None, request.Defect);
        Assert.Equal(input.Length, consumed);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    public void A_literal_in_the_name_is_an_address(string text, string address)
    {
        byte[] input = [.. Hex("04 01 0050 00000001 00"), .. Encoding.ASCII.GetBytes(text), 0];
        Assert.Equal(ParseStatus.Done, Socks4.ReadRequest(input, out SocksRequest request, out _));
        Assert.Equal(NetAddress.Parse(address), request.Address);
        Assert.False(request.IsDomain);
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.1")]
    [InlineData("a b")]
    [InlineData("b\u00fccher")]
    public void What_is_no_name_is_a_defect(string text)
    {
        byte[] input = [.. Hex("04 01 0050 00000001 00"), .. Encoding.Latin1.GetBytes(text), 0];
        Assert.Equal(ParseStatus.Done, Socks4.ReadRequest(input, out SocksRequest request, out int consumed));
        Assert.Equal(SocksDefect.Name, request.Defect);
        Assert.Equal(input.Length, consumed);
    }

    [Fact]
    public void Bind_is_a_defect()
    {
        Assert.Equal(ParseStatus.Done, Socks4.ReadRequest(Hex("04 02 0050 42660763 00"), out SocksRequest request, out _));
        Assert.Equal(SocksDefect.Command, request.Defect);
    }

    [Fact]
    public void A_user_id_may_be_any_255_bytes_and_no_more()
    {
        byte[] user = new byte[255];
        Array.Fill(user, (byte)0xff);
        byte[] input = [.. ByAddress[..8], .. user, 0];
        Assert.Equal(ParseStatus.Done, Socks4.ReadRequest(input, out _, out int consumed));
        Assert.Equal(input.Length, consumed);
        Assert.Equal(ParseStatus.NeedMore, Socks4.ReadRequest(input.AsSpan(..^1), out _, out _));
        Assert.Equal(ParseStatus.Invalid, Socks4.ReadRequest([.. ByAddress[..8], .. user, 1], out _, out _));
    }

    [Fact]
    public void An_endless_name_is_cut_off()
    {
        byte[] input = [.. ByName[..13], .. Enumerable.Repeat((byte)'a', 256)];
        Assert.Equal(ParseStatus.NeedMore, Socks4.ReadRequest(input.AsSpan(..^1), out _, out _));
        Assert.Equal(ParseStatus.Invalid, Socks4.ReadRequest(input, out _, out _));
        Assert.True(input.Length <= Socks4.MaxRequest);
    }

    [Fact]
    public void Every_truncation_needs_more()
    {
        foreach (byte[] part in Truncations(ByAddress).Concat(Truncations(ByName)))
            Assert.Equal(ParseStatus.NeedMore, Socks4.ReadRequest(part, out _, out _));
    }

    [Fact]
    public void No_damage_throws_or_takes_more_than_there_is()
    {
        foreach (byte[] damaged in Damages(ByAddress).Concat(Damages(ByName)))
        {
            _ = Socks4.ReadRequest(damaged, out _, out int consumed);
            Assert.InRange(consumed, 0, damaged.Length);
        }
    }

    [Fact]
    public void Any_bytes_are_survived() => Gen.Byte.Array[0, 600].Sample(input =>
    {
        _ = Socks4.ReadRequest([4, 1, .. input], out _, out int consumed);
        return consumed <= input.Length + 2;
    });

    [Fact]
    public void Replies_carry_IPv4_only()
    {
        Span<byte> reply = stackalloc byte[Socks4.ReplyLength];
        Assert.Equal(8, Socks4.WriteReply(reply, SocksReply.Granted4, NetAddress.Parse("192.0.2.1"), 1080));
        Assert.Equal(Hex("00 5a 0438 c0000201"), reply.ToArray());
        _ = Socks4.WriteReply(reply, SocksReply.Rejected4, NetAddress.Parse("2001:db8::1"), 1080);
        Assert.Equal(Hex("00 5b 0000 00000000"), reply.ToArray());
    }
}
