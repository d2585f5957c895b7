using Relay.Store.Dns;
using Relay.Worker.Protocols.Dns;
using Xunit;
using static Relay.Worker.Tests.Protocols.ParserCheck;

namespace Relay.Worker.Tests.Protocols.Dns;

public sealed class DnsDataReaderTests
{
    /// <summary>A header's worth of nothing, and the name "a.test" at 12.</summary>
    private static readonly byte[] Front = [.. new byte[12], 1, (byte)'a', 4, .. "test"u8, 0];

    [Theory]
    [InlineData(DnsType.Mx, "000a 026d78 c00e", "000a 026d78 0474657374 00")]
    [InlineData(DnsType.Mx, "0000 00", "0000 00")]
    [InlineData(DnsType.Srv, "0000 0005 13c4 c00c", "0000 0005 13c4 0161 0474657374 00")]
    [InlineData(DnsType.Naptr, "0064 000a 0153 0361622b 00 c00c", "0064 000a 0153 0361622b 00 0161 0474657374 00")]
    // The others hold no compressed name (RFC 3597 section 4), and what looks like a pointer in them is data.
    [InlineData(DnsType.Txt, "02c00c", "02c00c")]
    [InlineData(DnsType.Https, "0001 00", "0001 00")]
    [InlineData(65280, "", "")]
    public void Compressed_names_are_written_out(ushort type, string data, string expected) => Assert.Equal(Hex(expected), Read(type, Hex(data)));

    [Theory]
    [InlineData(DnsType.Mx, "000a")]
    [InlineData(DnsType.Mx, "000a c00c 00")]
    [InlineData(DnsType.Mx, "000a 03 6162")]
    [InlineData(DnsType.Mx, "000a c0ff")]
    [InlineData(DnsType.Srv, "0000 0005 13c4")]
    [InlineData(DnsType.Naptr, "0064 000a ff")]
    public void A_name_that_ends_elsewhere_is_none(ushort type, string data) => Assert.Null(Read(type, Hex(data)));

    [Fact]
    public void Every_truncation_is_none()
    {
        foreach (byte[] part in Truncations(Hex("0064 000a 0153 0361622b 00 c00c")))
            Assert.Null(Read(DnsType.Naptr, part));
    }

    [Fact]
    public void No_damage_throws()
    {
        foreach (byte[] damaged in Damages(Hex("0064 000a 0153 0361622b 00 0161 c00e")))
            _ = Read(DnsType.Naptr, damaged);
    }

    private static byte[]? Read(ushort type, byte[] data) => DnsDataReader.Read([.. Front, .. data], new DnsRawRecord(12, type, 1, 60, Front.Length, data.Length));
}
