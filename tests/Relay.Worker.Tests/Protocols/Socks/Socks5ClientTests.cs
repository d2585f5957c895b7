using CsCheck;
using Relay.Store.Model;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Socks;
using Xunit;
using static Relay.Worker.Tests.Protocols.ParserCheck;

namespace Relay.Worker.Tests.Protocols.Socks;

public sealed class Socks5ClientTests
{
    private static readonly byte[] Reply = Hex("05 00 00 01 c0000201 0438");

    [Fact]
    public void Greetings_offer_what_we_can_do()
    {
        byte[] buffer = new byte[Socks5Client.MaxGreeting];
        Assert.Equal(Hex("05 01 00"), buffer[..Socks5Client.WriteGreeting(buffer, withPassword: false)]);
        Assert.Equal(Hex("05 02 00 02"), buffer[..Socks5Client.WriteGreeting(buffer, withPassword: true)]);
    }

    [Theory]
    [InlineData("05 00", false, ParseStatus.Done)]
    [InlineData("05 02", true, ParseStatus.Done)]
    [InlineData("05 ff", true, ParseStatus.Done)]
    [InlineData("05 02", false, ParseStatus.Invalid)]
    [InlineData("05 01", true, ParseStatus.Invalid)]
    [InlineData("04", true, ParseStatus.Invalid)]
    [InlineData("05", true, ParseStatus.NeedMore)]
    [InlineData("", true, ParseStatus.NeedMore)]
    internal void Methods_that_were_not_offered_are_invalid(string input, bool withPassword, ParseStatus expected) =>
        Assert.Equal(expected, Socks5Client.ReadMethod(Hex(input), withPassword, out _, out _));

    [Fact]
    public void Credentials_have_a_version_of_their_own()
    {
        byte[] buffer = new byte[Socks5Client.MaxCredentials];
        Assert.True(Socks5Client.TryWriteCredentials(buffer, "us", "pwd", out int written));
        Assert.Equal(Hex("01 02 7573 03 707764"), buffer[..written]);
        Assert.True(Socks5Client.TryWriteCredentials(buffer, new string('u', 255), new string('p', 255), out written));
        Assert.Equal(buffer.Length, written);
        Assert.False(Socks5Client.TryWriteCredentials(buffer, new string('ü', 128), "p", out _));
        Assert.False(Socks5Client.TryWriteCredentials(buffer, "", "p", out _));
    }

    [Fact]
    public void Credentials_are_accepted_by_zero_only()
    {
        for (int status = 0; status < 256; status++)
        {
            Assert.Equal(ParseStatus.Done, Socks5Client.ReadCredentialsReply([1, (byte)status], out bool accepted, out int consumed));
            Assert.Equal(status == 0, accepted);
            Assert.Equal(2, consumed);
        }
        Assert.Equal(ParseStatus.Invalid, Socks5Client.ReadCredentialsReply([5, 0], out bool wrong, out _));
        Assert.False(wrong);
    }

    [Fact]
    public void A_request_is_read_back_by_the_server()
    {
        byte[] buffer = new byte[Socks5Client.MaxRequest];
        Gen.Select(Gen.ULong, Gen.ULong, Gen.UShort).Sample((high, low, port) =>
        {
            NetAddress address = new(new UInt128(high, low));
            int length = Socks5Client.WriteRequest(buffer, address, port);
            return Socks5.ReadRequest(buffer.AsSpan(0, length), out SocksRequest request, out int consumed) == ParseStatus.Done
                && consumed == length && request == SocksRequest.To(SocksVersion.Socks5, address, port);
        }, threads: 1);
        string label = new('a', 63);
        foreach (string name in new[] { "a", "example.com", $"{label}.{label}.{label}.{new string('b', 61)}" })
        {
            int length = Socks5Client.WriteRequest(buffer, DomainName.Parse(name), 443);
            Assert.Equal(ParseStatus.Done, Socks5.ReadRequest(buffer.AsSpan(0, length), out SocksRequest request, out int consumed));
            Assert.Equal((name, 443, length), (request.Domain.Value, request.Port, consumed));
        }
    }

    [Fact]
    public void A_reply_leaves_what_follows_it()
    {
        Assert.Equal(ParseStatus.Done, Socks5Client.ReadReply([.. Reply, .. "SSH-2.0"u8], out Socks5Reply reply, out int consumed));
        Assert.Equal(new Socks5Reply(0, NetAddress.Parse("192.0.2.1"), 1080), reply);
        Assert.Equal(Reply.Length, consumed);
    }

    [Fact]
    public void A_reply_may_name_its_end()
    {
        byte[] input = [.. Hex("05 00 00 03 03"), .. "gw."u8, .. Hex("0438")];
        Assert.Equal(ParseStatus.Done, Socks5Client.ReadReply(input, out Socks5Reply reply, out int consumed));
        Assert.Equal(default, reply.Bound);
        Assert.Equal(input.Length, consumed);
    }

    [Fact]
    public void A_failure_needs_no_address()
    {
        Assert.Equal(ParseStatus.Done, Socks5Client.ReadReply([5, 5], out Socks5Reply reply, out _));
        Assert.Equal(Outcome.Refused, reply.Outcome);
    }

    [Fact]
    public void Every_truncation_of_a_success_needs_more()
    {
        foreach (byte[] part in Truncations(Reply))
            Assert.Equal(ParseStatus.NeedMore, Socks5Client.ReadReply(part, out _, out _));
    }

    [Fact]
    public void No_damage_throws_or_takes_more_than_there_is()
    {
        foreach (byte[] damaged in Damages(Reply))
        {
            _ = Socks5Client.ReadReply(damaged, out _, out int consumed);
            Assert.InRange(consumed, 0, damaged.Length);
        }
    }
}
