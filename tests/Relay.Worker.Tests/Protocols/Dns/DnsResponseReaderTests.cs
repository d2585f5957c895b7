using CsCheck;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;
using Xunit;
using static Relay.Worker.Tests.Protocols.ParserCheck;

namespace Relay.Worker.Tests.Protocols.Dns;

public sealed class DnsResponseReaderTests
{
    private static readonly DomainName Name = DomainName.Parse("www.example.com");

    private static readonly byte[] Chain = Response(0,
        [
            new DnsRecord("cdn.example.net", DnsType.A, 30, NetAddress.Parse("192.0.2.1")),
            new DnsRecord("other.example", DnsType.A, 1, NetAddress.Parse("192.0.2.66")),
            new DnsRecord("WWW.example.com", DnsType.Cname, 300, Target: "a.example.com"),
            new DnsRecord("a.example.com", DnsType.Cname, 20, Target: "cdn.example.net"),
            new DnsRecord("cdn.example.net", DnsType.A, 40, NetAddress.Parse("192.0.2.2")),
        ], null);

    [Fact]
    public void Aliases_are_followed_and_strangers_ignored()
    {
        DnsResponse response = Read(Chain);
        Assert.Equal(["192.0.2.1", "192.0.2.2"], response.Addresses.Select(a => a.ToString()));
        Assert.Equal(20u, response.Ttl);
    }

    [Fact]
    public void A_circle_of_aliases_fails()
    {
        DnsResponse response = Read(Response(0,
            [new DnsRecord("www.example.com", DnsType.Cname, 9, Target: "a.test"), new DnsRecord("a.test", DnsType.Cname, 9, Target: "www.example.com")], null));
        Assert.Equal(DnsResponseCode.ServFail, response.Code);
        Assert.Null(response.Ttl);
    }

    [Theory]
    [InlineData(100u, 7u, 7u)]
    [InlineData(3u, 7u, 3u)]
    [InlineData(0x80000000u, 7u, 0u)]
    public void The_negative_TTL_is_the_smaller(uint ttl, uint minimum, uint expected)
    {
        DnsResponse response = Read(Response(3, [], DnsRecord.Of("com", "SOA", ttl, $"a.test b.test 1 2 3 4 {minimum}")));
        Assert.Equal((DnsResponseCode.NxDomain, expected), (response.Code, response.Ttl));
    }

    [Fact]
    public void Without_SOA_nothing_is_to_be_cached() => Assert.Null(Read(Response(0, [], null)).Ttl);

    [Fact]
    public void Another_id_name_type_or_direction_is_no_answer()
    {
        Assert.False(DnsResponseReader.TryRead(Chain, 8, Name, DnsType.A, out _));
        Assert.False(DnsResponseReader.TryRead(Chain, 7, DomainName.Parse("www.example.org"), DnsType.A, out _));
        Assert.False(DnsResponseReader.TryRead(Chain, 7, Name, DnsType.Aaaa, out _));
        byte[] question = [.. Chain];
        question[2] &= 0x7f;
        Assert.False(DnsResponseReader.TryRead(question, 7, Name, DnsType.A, out _));
    }

    [Fact]
    public void TC_and_failures_bring_no_addresses()
    {
        byte[] truncated = [.. Chain];
        truncated[2] |= 2;
        Assert.True(Read(truncated).IsTruncated);
        byte[] failed = [.. Chain];
        failed[3] |= 2;
        Assert.Equal((DnsResponseCode.ServFail, 0), (Read(failed).Code, Read(failed).Addresses.Length));
    }

    [Fact]
    public void No_more_addresses_are_taken_than_a_dial_can_try()
    {
        DnsRecord[] many = [.. Enumerable.Range(0, 500).Select(i => new DnsRecord("www.example.com", DnsType.A, 60, NetAddress.FromIPv4((uint)i)))];
        Assert.Equal(DnsResponseReader.MaxAddresses, Read(Response(0, many, null)).Addresses.Length);
    }

    [Fact]
    public void Every_truncation_is_no_answer()
    {
        foreach (byte[] part in Truncations(Chain))
            Assert.False(DnsResponseReader.TryRead(part, 7, Name, DnsType.A, out _));
    }

    [Fact]
    public void No_damage_throws_or_loops()
    {
        foreach (byte[] damaged in Damages(Chain))
            _ = DnsResponseReader.TryRead(damaged, 7, Name, DnsType.A, out _);
    }

    [Fact]
    public void Any_records_are_survived() => Gen.Byte.Array[0, 600].Sample(records =>
    {
        byte[] message = [.. Response(0, [], null), .. records];
        message[7] = message[9] = 200;
        _ = DnsResponseReader.TryRead(message, 7, Name, DnsType.A, out DnsResponse response);
        return (response.Addresses?.Length ?? 0) <= DnsResponseReader.MaxAddresses;
    });

    private static DnsResponse Read(byte[] message)
    {
        Assert.True(DnsResponseReader.TryRead(message, 7, Name, DnsType.A, out DnsResponse response));
        return response;
    }

    private static byte[] Response(int code, DnsRecord[] answers, DnsRecord? soa)
    {
        byte[] query = new byte[DnsQueryWriter.MaxLength];
        int end = DnsQueryWriter.Write(query, 7, Name, DnsType.A, edns: false);
        byte[] buffer = new byte[ushort.MaxValue];
        Assert.True(DnsQueryReader.TryRead(query.AsSpan(0, end), DnsTransport.Tcp, out DnsQuery read, out _));
        DnsAnswerKind kind = code == 3 ? DnsAnswerKind.NxDomain : DnsAnswerKind.Answer;
        return buffer[..DnsReply.Write(buffer, read, query.AsSpan(12, read.QuestionLength), new DnsAnswer(kind, answers, soa))];
    }
}
