using CsCheck;
using Relay.Store.Dns;
using Xunit;

namespace Relay.Store.Tests.Dns;

public sealed class DnsNameCodecTests
{
    [Theory]
    [InlineData(".", "\0")]
    [InlineData("a", "\u0001a\0")]
    [InlineData("Example.com", "\u0007Example\u0003com\0")]
    [InlineData("a\\.b", "\u0003a.b\0")]
    [InlineData("a\\\\b", "\u0003a\\b\0")]
    [InlineData("\\000\\032\\255", "\u0003\0 \u00ff\0")]
    public void Text_and_wire_are_each_others(string text, string wire)
    {
        byte[] bytes = [.. wire.Select(c => (byte)c)];
        Assert.Equal(bytes, Encode(text));
        Assert.Equal(text, DnsNameCodec.ToText(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("..")]
    [InlineData("a\\")]
    [InlineData("a\\25")]
    [InlineData("a\\256")]
    [InlineData("\u0100")]
    public void What_is_no_name_has_no_wire_form(string text) => Assert.Null(Encode(text));

    [Fact]
    public void A_final_dot_says_nothing() => Assert.Equal(Encode("example.com"), Encode("example.com."));

    [Fact]
    public void Lengths_are_those_of_RFC_1035()
    {
        string label = new('a', 63);
        string longest = $"{label}.{label}.{label}.{new string('b', 61)}";
        Assert.Equal(255, Encode(longest)!.Length);
        Assert.Null(Encode(longest + "b"));
        Assert.Null(Encode($"{label}.{label}.{label}.{new string('b', 59)}.cc"));
        Assert.Null(Encode(label + "a"));
        Assert.Equal(255, Encode(string.Join('.', Enumerable.Repeat("a", 127)))!.Length);
        Assert.Null(Encode(string.Join('.', Enumerable.Repeat("a", 128))));
    }

    [Fact]
    public void Any_labels_make_the_round_trip() => Gen.Byte.Array[1, 63].Array[1, 3].Sample(labels =>
    {
        byte[] wire = [.. labels.SelectMany(label => (byte[])[(byte)label.Length, .. label]), 0];
        return Encode(DnsNameCodec.ToText(wire))!.AsSpan().SequenceEqual(wire);
    });

    [Fact]
    public void Text_never_holds_a_raw_byte() => Gen.Byte.Array[1, 63].Sample(label =>
        DnsNameCodec.ToText([(byte)label.Length, .. label, 0]).All(c => c is > ' ' and < '\x7f'));

    [Fact]
    public void A_pointer_leads_to_an_earlier_name()
    {
        byte[] message = [.. new byte[12], 3, (byte)'c', (byte)'o', (byte)'m', 0, 1, (byte)'a', 0xc0, 12, 1, (byte)'b', 0xc0, 17];
        Assert.Equal(("com", 17), Read(message, 12));
        Assert.Equal(("a.com", 21), Read(message, 17));
        Assert.Equal(("b.a.com", 25), Read(message, 21));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(13)]
    [InlineData(200)]
    [InlineData(3)]
    public void A_pointer_to_itself_forward_or_into_the_header_is_refused(byte target) =>
        Assert.Null(Read([.. new byte[12], 1, (byte)'a', 0xc0, target, 0, 0], 12).Name);

    [Fact]
    public void Two_pointers_at_each_other_end() =>
        Assert.Null(Read([.. new byte[12], 1, (byte)'a', 0xc0, 16, 1, (byte)'b', 0xc0, 12], 16).Name);

    [Fact]
    public void A_chain_of_pointers_cannot_make_a_long_name_longer()
    {
        // Each name is a label and a pointer to the one before: 128 of them would be 257 bytes.
        List<byte> message = [.. new byte[12], 0];
        int previous = 12, last = 12;
        for (int i = 0; i < 128; i++)
        {
            last = message.Count;
            message.AddRange([1, (byte)'a', (byte)(0xc0 | previous >> 8), (byte)previous]);
            previous = last;
        }
        Assert.Null(Read([.. message], last).Name);
        Assert.Equal(253, Read([.. message], last - 4).Name!.Length);
    }

    [Theory]
    [InlineData(0x40)]
    [InlineData(0x80)]
    public void Extended_label_types_are_refused(byte type) => Assert.Null(Read([.. new byte[12], type, 1, 0], 12).Name);

    private static byte[]? Encode(string text)
    {
        byte[] wire = new byte[DnsNameCodec.MaxWire];
        return DnsNameCodec.TryEncode(text, wire, out int length) ? wire[..length] : null;
    }

    private static (string? Name, int Offset) Read(byte[] message, int offset) =>
        DnsNameCodec.TryRead(message, ref offset, out string name) ? (name, offset) : (null, offset);
}
