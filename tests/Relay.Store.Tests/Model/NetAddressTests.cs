using System.Text;
using CsCheck;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model;

public sealed class NetAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("::", "::")]
    public void Text_is_canonical(string text, string canonical) => Assert.Equal(canonical, NetAddress.Parse(text).ToString());

    [Theory]
    [InlineData("127.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("127.0.0.01")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::1/128")]
    [InlineData("")]
    [InlineData(" 1.2.3.4")]
    public void Legacy_and_decorated_spellings_are_refused(string text) => Assert.False(NetAddress.TryParse(text, out _));

    [Fact]
    public void Text_and_bytes_round_trip() =>
        Gen.Select(Gen.ULong, Gen.ULong).Sample((high, low) =>
        {
            NetAddress address = new(new UInt128(high, low));
            byte[] bytes = new byte[16];
            address.WriteBytes(bytes);
            return NetAddress.FromBytes(bytes) == address && NetAddress.Parse(address.ToString()) == address;
        });

    [Fact]
    public void It_is_the_number_of_its_two_halves() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.ULong, Gen.Int[0, 128]).Sample((high, low, otherHigh, otherLow, length) =>
        {
            foreach ((NetAddress address, NetAddress other) in ((NetAddress, NetAddress)[])[
                (new(high, low), new(otherHigh, otherLow)), (new(high, low), new(high, otherLow)), (new(high, low), new(high, low)), (NetAddress.FromIPv4((uint)low), NetAddress.FromIPv4((uint)otherLow))])
            {
                (UInt128 number, UInt128 otherNumber) = (address.Value, other.Value);
                UInt128 mask = length == 0 ? 0 : UInt128.MaxValue << (128 - length);
                Assert.Equal(address, new NetAddress(number));
                Assert.Equal(number == otherNumber, address == other);
                Assert.Equal(Math.Sign(number.CompareTo(otherNumber)), Math.Sign(address.CompareTo(other)));
                Assert.Equal(number & mask, address.FirstOf(length).Value);
                Assert.Equal(number | otherNumber, (address | other).Value);
                Assert.Equal(number ^ otherNumber, (address ^ other).Value);
                Assert.Equal(number >> 32 == 0xffff, address.IsIPv4);
            }
        });

    [Fact]
    public void Text_in_UTF8_is_the_same_text() =>
        Gen.Select(Gen.ULong, Gen.ULong).Sample((high, low) =>
        {
            Span<byte> utf8 = stackalloc byte[45];
            foreach (NetAddress address in (NetAddress[])[new(new UInt128(high, low)), NetAddress.FromIPv4((uint)low), new(low)])
            {
                if (Encoding.UTF8.GetString(utf8[..address.Format(utf8)]) != address.ToString())
                    return false;
            }
            return true;
        });
}
