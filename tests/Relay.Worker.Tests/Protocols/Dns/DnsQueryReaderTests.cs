using CsCheck;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;
using Xunit;
using static Relay.Worker.Tests.Protocols.ParserCheck;

namespace Relay.Worker.Tests.Protocols.Dns;

public sealed class DnsQueryReaderTests
{
    // dig +noedns ExAmple.com AAAA
    private static readonly byte[] Plain = Hex("1234 0120 0001 0000 0000 0000 07457841 6d706c65 03636f6d 00 001c 0001");

    // The same with OPT: 1232 bytes, a cookie.
    private static readonly byte[] WithOpt =
        Hex("1234 0120 0001 0000 0000 0001 07457841 6d706c65 03636f6d 00 001c 0001 00 0029 04d0 00000000 000c 000a 0008 0102030405060708");

    [Fact]
    public void A_plain_question_is_read()
    {
        Assert.Equal(DnsResponseCode.NoError, Read(Plain, out DnsQuery query));
        Assert.Equal(new DnsQuery(0x1234, 0x0120, "ExAmple.com", DnsType.Aaaa, Plain.Length - 12, false, 0), query);
        Assert.Equal(512, query.ReplyLimit);
    }

    [Theory]
    [InlineData(0, 512)]
    [InlineData(1232, 1232)]
    [InlineData(4096, 1232)]
    public void EDNS_tells_the_size(int size, int limit)
    {
        byte[] message = [.. WithOpt];
        message[32] = (byte)(size >> 8);
        message[33] = (byte)size;
        Assert.Equal(DnsResponseCode.NoError, Read(message, out DnsQuery query));
        Assert.True(query.HasEdns);
        Assert.Equal(limit, query.ReplyLimit);
    }

    [Theory]
    [InlineData("0000", "", false, false, false)]
    [InlineData("8000", "", true, false, false)]
    [InlineData("0000", "000b 0000", false, true, false)]
    [InlineData("8000", "fde9 0003 010203 000c 0002 0000 000a 0008 0102030405060708", true, false, true)]
    public void Options_say_what_the_client_expects(string flags, string options, bool dnssec, bool keepAlive, bool padded)
    {
        Assert.Equal(DnsResponseCode.NoError, Read(With(flags, options), out DnsQuery query));
        Assert.Equal((dnssec, keepAlive, padded), (query.IsDnssecOk, query.AsksKeepAlive, query.IsPadded));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("000a 00")]
    [InlineData("000a 0002 00")]
    [InlineData("000b 0000 000a")]
    public void Broken_options_are_a_format_error(string options) => Assert.Equal(DnsResponseCode.FormErr, Read(With("0000", options), out _));

    /// <summary>Nothing is understood of a version that is not: not even its options.</summary>
    [Fact]
    public void An_unknown_version_is_said_to_be()
    {
        byte[] message = With("8000", "000a 00");
        message[35] = 1;
        Assert.Equal(DnsResponseCode.BadVersion, Read(message, out DnsQuery query));
        Assert.Equal((true, false), (query.HasEdns, query.IsDnssecOk));
    }

    [Theory]
    [InlineData(DnsType.Any, DnsResponseCode.NoError)]
    [InlineData(DnsType.Axfr, DnsResponseCode.Refused)]
    [InlineData(DnsType.Ixfr, DnsResponseCode.Refused)]
    [InlineData(DnsType.Opt, DnsResponseCode.FormErr)]
    [InlineData(0, DnsResponseCode.FormErr)]
    [InlineData(249, DnsResponseCode.NotImp)]
    [InlineData(65280, DnsResponseCode.NoError)]
    public void Types_that_are_no_records_are_not_looked_for(int type, int code)
    {
        byte[] message = [.. Plain];
        (message[^4], message[^3]) = ((byte)(type >> 8), (byte)type);
        Assert.Equal(code, Read(message, out _));
    }

    [Fact]
    public void What_cannot_be_answered_is_dropped()
    {
        Assert.False(DnsQueryReader.TryRead(Plain.AsSpan(0, 11), DnsTransport.Udp, out _, out _));
        byte[] response = [.. Plain];
        response[2] |= 0x80;
        Assert.False(DnsQueryReader.TryRead(response, DnsTransport.Udp, out _, out _));
    }

    [Fact]
    public void Faults_have_their_codes()
    {
        Assert.Equal(DnsResponseCode.NotImp, Read(With(Plain, 2, 0x28), out _));
        Assert.Equal(DnsResponseCode.FormErr, Read(With(Plain, 5, 0), out _));
        Assert.Equal(DnsResponseCode.FormErr, Read(With(Plain, 5, 2), out _));
        Assert.Equal(DnsResponseCode.FormErr, Read(With(Plain, 12, 0xc0), out _));
        Assert.Equal(DnsResponseCode.Refused, Read(With(Plain, Plain.Length - 1, 3), out _));
        Assert.Equal(DnsResponseCode.BadVersion, Read(With(WithOpt, 35, 1), out _));
        Assert.Equal(DnsResponseCode.FormErr, Read([.. With(WithOpt, 11, 2), .. WithOpt[29..]], out _));
    }

    [Fact]
    public void Every_truncation_is_dropped_or_a_format_error()
    {
        foreach (byte[] part in Truncations(WithOpt))
        {
            if (DnsQueryReader.TryRead(part, DnsTransport.Udp, out _, out int code))
                Assert.Equal(DnsResponseCode.FormErr, code);
        }
    }

    [Fact]
    public void No_damage_throws_and_every_reply_is_well_formed()
    {
        byte[] buffer = new byte[512];
        foreach (byte[] damaged in Damages(WithOpt))
        {
            if (!DnsQueryReader.TryRead(damaged, DnsTransport.Udp, out DnsQuery query, out int code))
                continue;
            int length = DnsReply.WriteEmpty(buffer, query, damaged.AsSpan(12, query.QuestionLength), code);
            Assert.True(DnsHeader.TryRead(buffer.AsSpan(0, length), out DnsHeader header));
            Assert.True(header.IsResponse);
            Assert.Equal(code & 0xf, header.ResponseCode);
        }
    }

    [Fact]
    public void Any_bytes_are_survived() => Gen.Byte.Array[0, 600].Sample(input =>
    {
        _ = DnsQueryReader.TryRead(input, DnsTransport.Udp, out _, out _);
        _ = DnsQueryReader.TryRead([.. Plain[..12], .. input], DnsTransport.Udp, out DnsQuery query, out _);
        return query.QuestionLength <= input.Length;
    });

    [Fact]
    public void Our_own_questions_are_read_back()
    {
        byte[] buffer = new byte[DnsQueryWriter.MaxLength];
        string label = new('a', 63);
        foreach (string name in new[] { "a", "_x.example.com", $"{label}.{label}.{label}.{new string('b', 61)}" })
        {
            int length = DnsQueryWriter.Write(buffer, 7, DomainName.Parse(name), DnsType.A, edns: true);
            Assert.Equal(DnsResponseCode.NoError, Read(buffer[..length], out DnsQuery query));
            Assert.Equal((name, DnsType.A, (ushort)7, (ushort)1232), (query.Name, query.Type, query.Id, query.UdpSize));
        }
    }

    private static int Read(byte[] message, out DnsQuery query)
    {
        Assert.True(DnsQueryReader.TryRead(message, DnsTransport.Udp, out query, out int code));
        return code;
    }

    /// <summary>The plain question with an OPT.</summary>
    private static byte[] With(string flags, string options)
    {
        byte[] data = Hex(options);
        return [.. Plain[..11], 1, .. Plain[12..], .. Hex("00 0029 04d0 0000"), .. Hex(flags), 0, (byte)data.Length, .. data];
    }

    private static byte[] With(byte[] message, int index, byte value)
    {
        byte[] copy = [.. message];
        copy[index] = value;
        return copy;
    }
}
