using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;
using Xunit;
using static Relay.Worker.Tests.Protocols.ParserCheck;

namespace Relay.Worker.Tests.Protocols.Dns;

public sealed class DnsReplyTests
{
    private static readonly byte[] Question = Hex("07457841 6d706c65 03636f6d 00 001c 0001");
    private static readonly DnsQuery Query = new(0x1234, DnsHeader.RecursionDesired, "ExAmple.com", DnsType.Aaaa, Question.Length, false, 0);
    private static readonly DnsQuery WithEdns = Query with { HasEdns = true, UdpSize = 1232 };
    private static readonly DnsRecord Soa = DnsRecord.Of(".", "SOA", 60, "urelay.invalid hostmaster.urelay.invalid 1 3600 600 86400 5");

    [Fact]
    public void An_answer_repeats_the_question_and_points_to_it()
    {
        DnsRecord record = new("ExAmple.com", DnsType.Aaaa, 60, NetAddress.Parse("2001:db8::1"));
        Assert.Equal(
            Hex("1234 8580 0001 0001 0000 0000 07457841 6d706c65 03636f6d 00 001c 0001 c00c 001c 0001 0000003c 0010 20010db8000000000000000000000001"),
            Write(512, Query, new DnsAnswer(DnsAnswerKind.Answer, [record], null)));
    }

    [Fact]
    public void Nodata_and_nxdomain_carry_the_SOA()
    {
        foreach ((DnsAnswerKind kind, int code) in new[] { (DnsAnswerKind.Answer, 0), (DnsAnswerKind.NxDomain, 3) })
        {
            byte[] reply = Write(1232, WithEdns, new DnsAnswer(kind, [], Soa));
            Assert.True(DnsHeader.TryRead(reply, out DnsHeader header));
            Assert.Equal((code, (ushort)0, (ushort)1, (ushort)1), (header.ResponseCode, header.Answers, header.Authorities, header.Additionals));
            Assert.True(DnsResponseReader.TryRead(reply, 0x1234, DomainName.Parse("example.com"), DnsType.Aaaa, out DnsResponse response));
            Assert.Equal(5u, response.Ttl);
            Assert.Empty(response.Addresses);
        }
    }

    /// <summary>RFC 6672 section 2.5: its target is not compressed.</summary>
    [Fact]
    public void A_name_that_would_be_too_long_is_told_with_its_DNAME()
    {
        DnsRecord dname = DnsRecord.Of("com", "DNAME", 60, "example.com");
        Assert.Equal(
            [.. Hex("1234 8586 0001 0001 0000 0000"), .. Question, .. Hex("c014 0027 0001 0000003c 000d 076578616d706c65 03636f6d 00")],
            Write(512, Query, new DnsAnswer(DnsAnswerKind.YxDomain, [dname], null)));
    }

    [Fact]
    public void A_failure_is_a_code_alone() =>
        Assert.Equal([.. Hex("1234 8182 0001 0000 0000 0000"), .. Question], Write(512, Query, new DnsAnswer(DnsAnswerKind.ServFail, [], null)));

    [Fact]
    public void What_does_not_fit_is_TC_without_records_and_keeps_OPT()
    {
        DnsRecord[] many = [.. Enumerable.Range(0, 60).Select(i => new DnsRecord("ExAmple.com", DnsType.Aaaa, 60, new NetAddress((UInt128)i)))];
        byte[] reply = Write(1232, WithEdns, new DnsAnswer(DnsAnswerKind.Answer, many, null));
        Assert.True(DnsHeader.TryRead(reply, out DnsHeader header));
        Assert.True(header.IsTruncated);
        Assert.Equal((0, 1), (header.Answers, header.Additionals));
        Assert.Equal(12 + Question.Length + 11, reply.Length);
        byte[] overTcp = Write(ushort.MaxValue, WithEdns with { Transport = DnsTransport.Tcp }, new DnsAnswer(DnsAnswerKind.Answer, many, null));
        Assert.True(DnsHeader.TryRead(overTcp, out header));
        Assert.Equal((60, false), (header.Answers, header.IsTruncated));
    }

    [Theory]
    [InlineData("TXT", "\"a b\" \"c\"", "03 612062 01 63")]
    [InlineData("HTTPS", "1 . alpn=h2", "0001 00 0001 0003 026832")]
    [InlineData("TYPE65280", "\\# 0", "")]
    public void Data_is_written_as_it_is(string type, string content, string data)
    {
        byte[] reply = Write(512, Query, new DnsAnswer(DnsAnswerKind.Answer, [DnsRecord.Of(".", type, 60, content)], null));
        Assert.Equal(Hex(data), reply[(12 + Question.Length + 11)..]);
    }

    [Theory]
    [InlineData(DnsType.Txt, "\"no data\"")]
    [InlineData(DnsType.Ptr, null)]
    [InlineData(DnsType.Ptr, "a..b")]
    public void A_record_without_wire_form_is_servfail_in_the_end(ushort type, string? content)
    {
        DnsAnswer answer = new(DnsAnswerKind.Answer, [new DnsRecord("x", type, 60, Target: content, Content: content)], null);
        Assert.True(DnsHeader.TryRead(Write(ushort.MaxValue, Query with { Transport = DnsTransport.Tcp }, answer), out DnsHeader header));
        Assert.Equal((DnsResponseCode.ServFail, (ushort)0), (header.ResponseCode, header.Answers));
        Assert.True(DnsHeader.TryRead(Write(512, Query, answer), out header));
        Assert.True(header.IsTruncated);
    }

    [Fact]
    public void Names_share_the_longest_suffix_with_the_question()
    {
        DnsRecord alias = new("www.com", DnsType.Cname, 60, Target: "example.com");
        byte[] reply = Write(512, Query, new DnsAnswer(DnsAnswerKind.Answer, [alias], null));
        // "www" + pointer to "com"; "example" is not "ExAmple", so its own label + pointer.
        Assert.Equal(Hex("03 777777 c014 0005 0001 0000003c 000a 07 6578616d706c65 c014"), reply[(12 + Question.Length)..]);
    }

    [Fact]
    public void OPT_repeats_DO_and_tells_why()
    {
        DnsAnswer blocked = new(DnsAnswerKind.NxDomain, [], null) { Reason = DnsReason.Blocked };
        byte[] text = "blocked by a rule"u8.ToArray();
        byte[] opt = [.. Hex("00 0029 04d0 0000 8000 0017 000f 0013 000f"), .. text];
        byte[] reply = Write(1232, WithEdns with { IsDnssecOk = true }, blocked);
        Assert.Equal(opt, reply[(12 + Question.Length)..]);
        Assert.Equal([.. Hex("1234 8583 0001 0000 0000 0000"), .. Question], Write(512, Query, blocked));
        DnsAnswer away = new(DnsAnswerKind.ServFail, [], null) { Reason = DnsReason.StoreAway };
        Assert.Equal(Hex("000e"), Write(1232, WithEdns, away)[(12 + Question.Length + 15)..][..2]);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "000b 0002 0064")]
    public void Who_asks_over_TCP_is_told_how_long_a_connection_is_kept(bool overTcp, string option)
    {
        byte[] reply = Write(1232, WithEdns with { AsksKeepAlive = true, Transport = overTcp ? DnsTransport.Tcp : DnsTransport.Udp }, new DnsAnswer(DnsAnswerKind.Answer, [], null));
        Assert.Equal(Hex(option), reply[(12 + Question.Length + 11)..]);
    }

    /// <summary>RFC 8467 section 4.1.</summary>
    [Theory]
    [InlineData(false, 68, 1)]
    [InlineData(true, 468, 1)]
    [InlineData(true, 936, 20)]
    [InlineData(true, 65_520, 2338)]
    public void Only_in_TLS_lengths_are_hidden(bool inTls, int length, int records)
    {
        DnsRecord[] many = [.. Enumerable.Range(0, records).Select(i => new DnsRecord("ExAmple.com", DnsType.Aaaa, 60, new NetAddress((UInt128)i)))];
        byte[] reply = Write(ushort.MaxValue, WithEdns with { IsPadded = true, Transport = inTls ? DnsTransport.Tls : DnsTransport.Tcp }, new DnsAnswer(DnsAnswerKind.Answer, many, null));
        Assert.Equal(length, reply.Length);
        DnsRecordReader reader = new(reply, 12 + Question.Length, records + 1);
        while (reader.TryNext(out _))
        {
        }
        Assert.False(reader.IsBroken);
        Assert.Equal(reply.Length, reader.Offset);
    }

    private static byte[] Write(int limit, in DnsQuery query, in DnsAnswer answer)
    {
        byte[] buffer = new byte[limit];
        return buffer[..DnsReply.Write(buffer, query, Question, answer)];
    }
}
