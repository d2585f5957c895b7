using CsCheck;
using Relay.Store.Model;
using Relay.Store.Model.Rewrites;
using Xunit;

namespace Relay.Store.Tests.Model.Rewrites;

public sealed class Rfc6052Tests
{
    private static readonly int[] Lengths = [32, 40, 48, 56, 64, 96];

    /// <summary>RFC 6052 section 2.4, table 1 (192.0.2.33) and the well-known prefix of table 2.</summary>
    [Theory]
    [InlineData("2001:db8::/32", "2001:db8:c000:221::")]
    [InlineData("2001:db8:100::/40", "2001:db8:1c0:2:21::")]
    [InlineData("2001:db8:122::/48", "2001:db8:122:c000:2:2100::")]
    [InlineData("2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::")]
    [InlineData("2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100:0")]
    [InlineData("2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33")]
    [InlineData("64:ff9b::/96", "64:ff9b::192.0.2.33")]
    public void The_examples_of_the_RFC(string prefix, string carrier)
    {
        NetAddress four = NetAddress.Parse("192.0.2.33"), six = NetAddress.Parse(carrier);
        Assert.Equal(six, Rfc6052.Embed(NetPrefix.Parse(prefix), four));
        Assert.True(Rfc6052.TryExtract(NetPrefix.Parse(prefix), six, out NetAddress found));
        Assert.Equal(four, found);
    }

    [Fact]
    public void What_is_embedded_is_extracted_again_whatever_the_suffix_unless_a_reserved_bit_is_set() =>
        Gen.Select(Gen.OneOf(Lengths), Gen.ULong, Gen.ULong, Gen.UInt, Gen.ULong, Gen.Int[0, 7]).Sample((length, high, low, four, noise, bit) =>
        {
            NetPrefix prefix = NetPrefix.Around(new NetAddress(new UInt128(high | 1UL << 63, low & ~(0xffUL << 56))), length);
            NetAddress address = NetAddress.FromIPv4(four), carrier = Rfc6052.Embed(prefix, address);
            Assert.True(prefix.Contains(carrier));
            Assert.Equal(0UL, carrier.Low64 >> 56);
            int used = length == 96 ? 128 : length + 8 + 32;
            UInt128 suffix = used == 128 ? 0 : (UInt128)noise & ((UInt128.One << (128 - used)) - 1);
            Assert.Equal(0UL, (ulong)(carrier.Value & suffix));
            Assert.True(Rfc6052.TryExtract(prefix, new NetAddress(carrier.Value | suffix), out NetAddress found));
            Assert.Equal(address, found);
            Assert.False(Rfc6052.TryExtract(prefix, new NetAddress(carrier.Value | UInt128.One << (56 + bit)), out _));
        });

    [Fact]
    public void Six_lengths_carry() => Assert.Equal(Lengths, Enumerable.Range(0, 129).Where(Rfc6052.IsLength));

    [Theory]
    [InlineData("2001:db8:1:2:100::/96", true)]
    [InlineData("2001:db8:1:2:ff00::/72", true)]
    [InlineData("2001:db8:1:2:ff::/96", false)]
    [InlineData("2001:db8::/32", false)]
    public void Reserved_bits_are_those_from_64_to_71(string prefix, bool isReserved) => Assert.Equal(isReserved, Rfc6052.HasReservedBits(NetPrefix.Parse(prefix)));
}
