using CsCheck;
using Relay.Store.Dns;
using Xunit;

namespace Relay.Store.Tests.Dns;

public sealed class RecordContentTests
{
    [Theory]
    [InlineData("A", "192.0.2.1", "c0000201")]
    [InlineData("AAAA", "2001:db8::1", "20010db8000000000000000000000001")]
    [InlineData("NS", "ns.test", "026e73 0474657374 00")]
    [InlineData("CNAME", "a.test.", "0161 0474657374 00")]
    [InlineData("PTR", ".", "00")]
    [InlineData("MX", "10 mx.test", "000a 026d78 0474657374 00")]
    [InlineData("MX", "0 .", "0000 00")]
    [InlineData("SRV", "0 5 5060 sip.test", "0000 0005 13c4 03736970 0474657374 00")]
    [InlineData("SOA", "a.test b.test 1 2 3 4 4294967295", "0161047465737400 0162047465737400 00000001 00000002 00000003 00000004 ffffffff")]
    [InlineData("TXT", "\"a b\" \"\" bare \"c\\\"\\009\"", "03612062 00 0462617265 03632209")]
    [InlineData("HINFO", "\"RFC8482\" \"\"", "0752464338343832 00")]
    // RFC 8659 section 4.1.1: the value has no length of its own.
    [InlineData("CAA", "0 issue \"ca1.example.net\"", "00 05 6973737565 6361312e6578616d706c652e6e6574")]
    [InlineData("URI", "10 1 \"ftp://a.test/\"", "000a 0001 6674703a2f2f612e746573742f")]
    [InlineData("NAPTR", "100 10 \"S\" \"SIP+D2U\" \"\" a.test", "0064 000a 0153 075349502b443255 00 0161 0474657374 00")]
    [InlineData("SSHFP", "4 2 00ff 10", "04 02 00ff10")]
    [InlineData("TLSA", "3 1 1 0123456789abcdefABCDEF", "03 01 01 0123456789abcdefabcdef")]
    [InlineData("SMIMEA", "3 0 1 ab", "03 00 01 ab")]
    [InlineData("OPENPGPKEY", "mQEN Bw==", "99010d07")]
    [InlineData("CERT", "1 12345 8 MIIB", "0001 3039 08 308201")]
    [InlineData("DNAME", "a.test.", "0161 0474657374 00")]
    // RFC 4034 section 5.4.
    [InlineData("DS", "60485 5 1 2BB183AF5F22588179A53B0A 98631FAD1A292118", "ec45 05 01 2bb183af5f22588179a53b0a98631fad1a292118")]
    // RFC 1876 section 3, and the most and the least.
    [InlineData("LOC", "42 21 54 N 71 6 18 W -24m 30m", "0033161389172dd070be15f000988d20")]
    [InlineData("LOC", "42 21 43.952 N 71 5 6.344 W -24m 1m 200m", "001224138917069070bf2dd800988d20")]
    [InlineData("LOC", "52 14 05 N 00 08 50 E 10m", "001216138b3556c88008165000989a68")]
    [InlineData("LOC", "32 7 19 S 116 2 25 E 10m", "00121613791b7d2898e6486800989a68")]
    [InlineData("LOC", "42 21 28.764 N 71 0 51.617 W -44m 2000m", "002516138916cb3c70c310df00988550")]
    [InlineData("LOC", "90 S 180 W 42849672.95 0 90000000.00m 9m", "000099926cb0270059604e00ffffffff")]
    // RFC 3597 section 5.
    [InlineData("TYPE65280", "\\# 3 abcdef", "abcdef")]
    [InlineData("TYPE65280", "\\# 3 ab cdef", "abcdef")]
    [InlineData("TYPE65280", "\\# 0", "")]
    // RFC 9460 appendix D.2.
    [InlineData("HTTPS", "0 foo.example.com", "0000 03666f6f 076578616d706c65 03636f6d 00")]
    [InlineData("SVCB", "1 .", "0001 00")]
    [InlineData("SVCB", "16 foo.example.com port=53", "0010 03666f6f076578616d706c6503636f6d00 0003 0002 0035")]
    [InlineData("SVCB", "1 foo.example.com key667=hello", "0001 03666f6f076578616d706c6503636f6d00 029b 0005 68656c6c6f")]
    [InlineData("SVCB", "1 foo.example.com key667=\"hello\\210qoo\"", "0001 03666f6f076578616d706c6503636f6d00 029b 0009 68656c6c6fd2716f6f")]
    [InlineData("SVCB", "1 foo.example.com ipv6hint=\"2001:db8::1,2001:db8::53:1\"", "0001 03666f6f076578616d706c6503636f6d00 0006 0020 20010db8000000000000000000000001 20010db8000000000000000000530001")]
    [InlineData("SVCB", "16 foo.example.org alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1", "0010 03666f6f076578616d706c65036f726700 0000 0004 0001 0004 0001 0009 026832 0568332d3139 0004 0004 c0000201")]
    [InlineData("SVCB", "16 foo.example.org alpn=\"f\\\\\\\\oo\\\\,bar,h2\"", "0010 03666f6f076578616d706c65036f726700 0001 000c 08665c6f6f2c626172 026832")]
    [InlineData("HTTPS", "1 . alpn=h2 no-default-alpn ech=AQI=", "0001 00 0001 0003 026832 0002 0000 0005 0002 0102")]
    public void Text_is_the_data_of_its_document(string type, string content, string hex) =>
        Assert.Equal(hex.Replace(" ", "", StringComparison.Ordinal), Encode(type, content) is { } data ? Convert.ToHexStringLower(data) : "none");

    [Theory]
    [InlineData("A", "192.0.2.01")]
    [InlineData("A", "::ffff:192.0.2.1")]
    [InlineData("A", "192.0.2.1 ")]
    [InlineData("AAAA", "192.0.2.1")]
    [InlineData("NS", "a..b")]
    [InlineData("MX", "mail.test")]
    [InlineData("MX", "10  mail.test")]
    [InlineData("MX", "65536 mail.test")]
    [InlineData("MX", "10 mail.test x")]
    [InlineData("SOA", "a b 1 2 3 4")]
    [InlineData("SOA", "a b 1 2 3 4 1h")]
    [InlineData("TXT", "")]
    [InlineData("TXT", "\"open")]
    [InlineData("TXT", "\"a\\\"")]
    [InlineData("TXT", "\"a\"b\"")]
    [InlineData("TXT", "\"a\\256\"")]
    [InlineData("TXT", "\"a\\25\"")]
    [InlineData("TXT", "\"é\"")]
    [InlineData("TXT", "\"a\" ")]
    [InlineData("TXT", "\"a\tb\"")]
    [InlineData("CAA", "0 issue ca.test")]
    [InlineData("CAA", "0 issue \"a\" \"b\"")]
    [InlineData("CAA", "256 issue \"a\"")]
    [InlineData("CAA", "0 is-sue \"a\"")]
    [InlineData("TLSA", "3 1 1")]
    [InlineData("TLSA", "3 1 1 abc")]
    [InlineData("TLSA", "3 1 1 xy")]
    [InlineData("OPENPGPKEY", "???")]
    [InlineData("CERT", "PKIX 0 0 MIIB")]
    [InlineData("DS", "60485 5 256 ab")]
    [InlineData("LOC", "42 21 54 N 71 6 18 W")]
    [InlineData("LOC", "91 N 4 E 0")]
    [InlineData("LOC", "90 0 0.001 N 4 E 0")]
    [InlineData("LOC", "4 E 4 N 0")]
    [InlineData("LOC", "4 60 N 4 E 0")]
    [InlineData("LOC", "4 1.5 N 4 E 0")]
    [InlineData("LOC", "4 1 1.2345 N 4 E 0")]
    [InlineData("LOC", "4 1 1 1 N 4 E 0")]
    [InlineData("LOC", "N 4 E 0")]
    [InlineData("LOC", "4 N 4 E 0mm")]
    [InlineData("LOC", "4 N 4 E m")]
    [InlineData("LOC", "4 N 4 E -100000.01")]
    [InlineData("LOC", "4 N 4 E 42849672.96")]
    [InlineData("LOC", "4 N 4 E 0 -1")]
    [InlineData("LOC", "4 N 4 E 0 90000000.01")]
    [InlineData("LOC", "4 N 4 E 0 1 1 1 1")]
    [InlineData("TYPE65280", "abcdef")]
    [InlineData("TYPE65280", "\\# 4 abcdef")]
    [InlineData("TYPE65280", "\\# 0 ab")]
    // RFC 9460 appendix D.3, and what else is none.
    [InlineData("SVCB", "1 foo.example.com key123=abc key123=def")]
    [InlineData("SVCB", "1 foo.example.com mandatory")]
    [InlineData("SVCB", "1 foo.example.com alpn")]
    [InlineData("SVCB", "1 foo.example.com port")]
    [InlineData("SVCB", "1 foo.example.com ipv4hint")]
    [InlineData("SVCB", "1 foo.example.com ipv6hint")]
    [InlineData("SVCB", "1 foo.example.com no-default-alpn=abc")]
    [InlineData("SVCB", "1 foo.example.com mandatory=key123")]
    [InlineData("SVCB", "1 foo.example.com mandatory=mandatory")]
    [InlineData("SVCB", "1 foo.example.com mandatory=key123,key123 key123=abc")]
    [InlineData("SVCB", "1 . alpn=h2,,h3")]
    [InlineData("SVCB", "1 . key1=abc")]
    [InlineData("SVCB", "1 . key65535=abc")]
    [InlineData("SVCB", "1 . ech=???")]
    [InlineData("SVCB", "1")]
    public void What_is_no_content_is_told_with_an_example(string type, string content)
    {
        Assert.True(RecordType.TryParse(type, out RecordType? known, out _));
        Assert.False(RecordContent.TryEncode(known, content, out _, out string? fault));
        Assert.StartsWith($"is no content of type {type}: write one such as ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_string_has_255_bytes_at_most_an_escape_is_one()
    {
        Assert.NotNull(Encode("TXT", $"\"{new string('x', 254)}\\255\""));
        Assert.Null(Encode("TXT", $"\"{new string('x', 256)}\""));
    }

    [Fact]
    public void Data_has_65535_bytes_at_most()
    {
        Assert.NotNull(Encode("TYPE65280", $"\\# 65535 {new string('a', 2 * 65535)}"));
        Assert.Null(Encode("TYPE65280", $"\\# 65536 {new string('a', 2 * 65536)}"));
    }

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Gen.Select(Gen.OneOf((string[])[.. RecordType.Words, "TYPE65280"]), Gen.OneOf(Gen.String[Gen.Char[' ', '~'], 0, 40], Gen.String[0, 20], Gen.OneOf("1 . ", "0 0 0 ", "4 N 4 1 E 0 ", "\\# ").Select(Gen.String[Gen.Char[' ', '~'], 0, 20], (head, tail) => head + tail)))
            .Sample((type, content) => Encode(type, content) is null or { Length: <= ushort.MaxValue });

    [Theory]
    [InlineData("FROB", "is none of A, AAAA, ")]
    [InlineData("a", "is none of A, AAAA, ")]
    [InlineData("TYPEx", "is none of A, AAAA, ")]
    [InlineData("TYPE65536", "is none of A, AAAA, ")]
    [InlineData("TYPE015", "is spelt another way: write MX")]
    [InlineData("TYPE1", "is spelt another way: write A")]
    [InlineData("TYPE65", "is spelt another way: write HTTPS")]
    [InlineData("TYPE0", "is no type of records")]
    [InlineData("TYPE41", "is no type of records")]
    [InlineData("TYPE255", "is no type of records")]
    [InlineData("TYPE46", "is made by the server that signs")]
    [InlineData("TYPE48", "is made by the server that signs")]
    [InlineData("TYPE39", "is spelt another way: write DNAME")]
    public void A_type_that_has_no_records_is_told_why(string word, string expected)
    {
        Assert.False(RecordType.TryParse(word, out _, out string? fault));
        Assert.StartsWith(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_have_one_name() => Assert.All(Enumerable.Range(0, ushort.MaxValue + 1), code =>
    {
        string word = RecordType.WordOf((ushort)code);
        if (RecordType.TryParse(word, out RecordType? type, out _))
            Assert.Equal((code, word), (type.Code, type.Word));
    });

    private static byte[]? Encode(string type, string content) =>
        RecordType.TryParse(type, out RecordType? known, out _) && RecordContent.TryEncode(known, content, out byte[]? data, out _) ? data : null;
}
