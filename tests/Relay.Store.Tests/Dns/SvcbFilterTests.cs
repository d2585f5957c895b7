using CsCheck;
using Relay.Store.Dns;
using Xunit;

namespace Relay.Store.Tests.Dns;

public sealed class SvcbFilterTests
{
    [Theory]
    [InlineData("1 .", "1 .")]
    [InlineData("1 . alpn=h2", "1 . alpn=h2")]
    [InlineData("1 . alpn=h3,h2,h3-29 port=8443 ech=AQI= key667=x", "1 . alpn=h2 port=8443 ech=AQI= key667=x")]
    [InlineData("1 . alpn=h3", "1 .")]
    [InlineData("1 . alpn=h3,h2 no-default-alpn", "1 . alpn=h2 no-default-alpn")]
    [InlineData("1 . alpn=h3 no-default-alpn", null)]
    [InlineData("1 . alpn=h2 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1", "1 . alpn=h2")]
    [InlineData("1 . mandatory=ipv4hint ipv4hint=192.0.2.1", "1 .")]
    [InlineData("1 . mandatory=alpn,ipv4hint,ipv6hint alpn=h2 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1", "1 . mandatory=alpn alpn=h2")]
    [InlineData("1 . mandatory=alpn,port alpn=h3 port=8443", "1 . mandatory=port port=8443")]
    [InlineData("0 cdn.example.net", null)]
    [InlineData("0 .", null)]
    [InlineData("1 cdn.example.net alpn=h2", null)]
    public void Hints_and_h3_are_taken_out_and_what_leads_elsewhere_is_left_out(string foreign, string? shown) =>
        Assert.Equal(shown is null ? null : Encode(shown), SvcbFilter.Filter(Encode(foreign)));

    [Fact]
    public void What_is_cut_off_or_out_of_order_is_left_out()
    {
        byte[] whole = Encode("1 . alpn=h2 port=443");
        // Its first parameter alone is a record too.
        int first = Encode("1 . alpn=h2").Length;
        Assert.All(Enumerable.Range(0, whole.Length).Where(length => length != first && length != 3), length => Assert.Null(SvcbFilter.Filter(whole.AsSpan(0, length))));
        Assert.Null(SvcbFilter.Filter([0, 1, 0, 0, 3, 0, 2, 1, 187, 0, 1, 0, 3, 2, 104, 50]));
        Assert.Null(SvcbFilter.Filter([0, 1, 0, 0, 3, 0, 2, 1, 187, 0, 3, 0, 2, 1, 187]));
    }

    /// <summary>Whatever comes, no hint and no h3 goes on.</summary>
    [Fact]
    public void No_input_gets_a_hint_through() => Gen.Byte[0, 8].Array[0, 40].Sample(tail =>
    {
        byte[] head = [0, 1, 0];
        if (SvcbFilter.Filter([.. head, .. tail]) is not { } shown)
            return true;
        Assert.Equal(shown, SvcbFilter.Filter(shown));
        for (int at = 3; at < shown.Length; at += 4 + (shown[at + 2] << 8 | shown[at + 3]))
        {
            int key = shown[at] << 8 | shown[at + 1];
            Assert.False(key is SvcbKey.IPv4Hint or SvcbKey.IPv6Hint);
        }
        return true;
    });

    private static byte[] Encode(string content)
    {
        Assert.True(RecordType.TryParse("HTTPS", out RecordType? type, out _));
        Assert.True(RecordContent.TryEncode(type, content, out byte[]? data, out string? fault), fault);
        return data;
    }
}
