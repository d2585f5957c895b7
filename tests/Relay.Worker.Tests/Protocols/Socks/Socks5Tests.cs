using System.Text;
using CsCheck;
using Relay.Store.Model;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Socks;
using Xunit;
using static Relay.Worker.Tests.Protocols.ParserCheck;

namespace Relay.Worker.Tests.Protocols.Socks;

public sealed class Socks5Tests
{
    private static readonly byte[] ByIPv4 = Hex("05 01 00 01 c0000207 01bb");
    private static readonly byte[] ByIPv6 = Hex("05 01 00 04 20010db8000000000000000000000001 01bb");
    private static readonly byte[] ByName = [.. Hex("05 01 00 03 0b"), .. "Example.COM"u8, .. Hex("0050")];

    [Theory]
    [InlineData("05 01 00", Socks5.NoAuthentication)]
    [InlineData("05 03 01 02 00", Socks5.NoAuthentication)]
    [InlineData("05 02 01 02", Socks5.NoAcceptableMethod)]
    [InlineData("05 00", Socks5.NoAcceptableMethod)]
    public void The_method_is_none_or_refused(string greeting, byte expected)
    {
        byte[] input = [.. Hex(greeting), 0x05];
        Assert.Equal(ParseStatus.Done, Socks5.ReadGreeting(input, out byte method, out int consumed));
        Assert.Equal(expected, method);
        Assert.Equal(input.Length - 1, consumed);
    }

    [Fact]
    public void A_greeting_of_another_version_is_invalid() =>
        Assert.Equal(ParseStatus.Invalid, Socks5.ReadGreeting("GET "u8, out _, out _));

    [Fact]
    public void The_three_address_types_are_read()
    {
        Assert.Equal(SocksRequest.To(SocksVersion.Socks5, NetAddress.Parse("192.0.2.7"), 443), Read(ByIPv4));
        Assert.Equal(SocksRequest.To(SocksVersion.Socks5, NetAddress.Parse("2001:db8::1"), 443), Read(ByIPv6));
        SocksRequest named = Read(ByName);
        Assert.Equal("example.com", named.Domain.Value);
        Assert.Equal(80, named.Port);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    public void A_literal_in_the_name_is_an_address(string text, string address)
    {
        SocksRequest request = Read(Named(Encoding.ASCII.GetBytes(text)));
        Assert.False(request.IsDomain);
        Assert.Equal(NetAddress.Parse(address), request.Address);
    }

    [Fact]
    public void What_is_no_name_is_a_defect()
    {
        byte[] longest = new byte[255];
        Array.Fill(longest, (byte)'a');
        foreach (byte[] name in new byte[][] { [], [0], "a\0b"u8.ToArray(), "127.1"u8.ToArray(), "[::1]"u8.ToArray(), longest })
            Assert.Equal(SocksDefect.Name, Read(Named(name)).Defect);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(0)]
    [InlineData(255)]
    public void Only_connect_is_served(byte command)
    {
        byte[] input = [.. ByIPv4];
        input[1] = command;
        Assert.Equal(SocksDefect.Command, Read(input).Defect);
    }

    [Fact]
    public void An_unknown_address_type_is_a_defect() => Assert.Equal(SocksDefect.AddressType, Read(Hex("05 01 00 02 c0000207 01bb")).Defect);

    [Fact]
    public void What_follows_the_request_is_left()
    {
        foreach (byte[] request in new[] { ByIPv4, ByIPv6, ByName })
        {
            Assert.Equal(ParseStatus.Done, Socks5.ReadRequest([.. request, .. "early"u8], out _, out int consumed));
            Assert.Equal(request.Length, consumed);
        }
    }

    [Fact]
    public void Every_truncation_needs_more()
    {
        foreach (byte[] part in Truncations(ByIPv4).Concat(Truncations(ByIPv6)).Concat(Truncations(ByName)))
            Assert.Equal(ParseStatus.NeedMore, Socks5.ReadRequest(part, out _, out _));
        foreach (byte[] part in Truncations(Hex("05 03 00 01 02")))
            Assert.Equal(ParseStatus.NeedMore, Socks5.ReadGreeting(part, out _, out _));
    }

    [Fact]
    public void No_damage_throws_or_takes_more_than_there_is()
    {
        foreach (byte[] damaged in Damages(ByIPv4).Concat(Damages(ByIPv6)).Concat(Damages(ByName)))
        {
            _ = Socks5.ReadRequest(damaged, out _, out int consumed);
            Assert.InRange(consumed, 0, damaged.Length);
            _ = Socks5.ReadGreeting(damaged, out _, out consumed);
            Assert.InRange(consumed, 0, damaged.Length);
        }
    }

    [Fact]
    public void Any_bytes_are_survived() => Gen.Byte.Array[0, 300].Sample(input =>
    {
        _ = Socks5.ReadRequest([5, 1, 0, .. input], out _, out int consumed);
        return consumed <= input.Length + 3;
    });

    [Fact]
    public void Replies_carry_the_bound_address()
    {
        byte[] reply = new byte[Socks5.MaxReply];
        Assert.Equal(10, Socks5.WriteReply(reply, 0, NetAddress.Parse("192.0.2.1"), 1080));
        Assert.Equal(Hex("05 00 00 01 c0000201 0438"), reply[..10]);
        Assert.Equal(10, Socks5.WriteReply(reply, SocksReply.HostUnreachable, default, 0));
        Assert.Equal(Hex("05 04 00 01 00000000 0000"), reply[..10]);
        Assert.Equal(22, Socks5.WriteReply(reply, 0, NetAddress.Parse("2001:db8::1"), 1080));
        Assert.Equal(Hex("05 00 00 04 20010db8000000000000000000000001 0438"), reply);
    }

    private static SocksRequest Read(byte[] input)
    {
        Assert.Equal(ParseStatus.Done, Socks5.ReadRequest(input, out SocksRequest request, out int consumed));
        Assert.Equal(input.Length, consumed);
        return request;
    }

    private static byte[] Named(byte[] name) => [5, 1, 0, 3, (byte)name.Length, .. name, 0, 80];
}
