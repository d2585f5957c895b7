using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Relay.Store.Model;

/// <summary>
/// An IPv4 or IPv6 address as one 128-bit number, IPv4 in its mapped form (<c>::ffff:0:0/96</c>, RFC 4291 section 2.5.5.2).
/// So an address and its mapped form are the same value, and number order is byte order.
/// </summary>
/// <remarks>
/// Kept as two halves. No method that has to do with a <see cref="UInt128"/>, not even as a field of a field, is compiled ahead of time (crossgen2: its ABI is not
/// settled), and nearly all have to do with addresses: each start would compile them anew.
/// </remarks>
public readonly record struct NetAddress : IComparable<NetAddress>
{
    private const ulong MappedPrefix = 0xffff_0000_0000;

    public NetAddress(ulong high, ulong low) => (High64, Low64) = (high, low);

    public NetAddress(UInt128 value)
        : this((ulong)(value >> 64), (ulong)value)
    {
    }

    public static NetAddress FromIPv4(uint value) => new(0, MappedPrefix | value);

    /// <param name="bytes">Four or sixteen bytes in network order.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static NetAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        16 => new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..])),
        _ => throw new ArgumentException("An address has 4 or 16 bytes.", nameof(bytes)),
    };

    /// <summary>The first half: of a global unicast address, the subnet (RFC 4291 section 2.5.4).</summary>
    public ulong High64 { get; }

    /// <summary>The interface identifier (RFC 4291 section 2.5.1).</summary>
    public ulong Low64 { get; }

    public UInt128 Value => new(High64, Low64);

    public bool IsIPv4 => High64 == 0 && Low64 >> 32 == 0xffff;

    /// <summary>The low 32 bits: the IPv4 address when <see cref="IsIPv4"/>.</summary>
    public uint Low32 => (uint)Low64;

    /// <summary>The first of all addresses that have so many first bits in common with this one.</summary>
    /// <param name="length">0 to 128.</param>
    public NetAddress FirstOf(int length) => new(
        length >= 64 ? High64 : High64 & ~(ulong.MaxValue >> length), length >= 128 ? Low64 : length <= 64 ? 0 : Low64 & ~(ulong.MaxValue >> (length - 64)));

    /// <summary>Writes sixteen bytes in network order.</summary>
    public void WriteBytes(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High64);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low64);
    }

    /// <summary>
    /// Reads IPv6 text (RFC 4291, no zone) or a plain dotted quad; the legacy spellings of inet_aton(3) (<c>127.1</c>, <c>0x7f000001</c>,
    /// leading zeros) are no addresses here.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NetAddress address)
    {
        address = default;
        if (text.Contains(':'))
        {
            if (text.ContainsAny("%[]/") || !IPAddress.TryParse(text, out IPAddress? parsed))
                return false;
            address = From(parsed);
            return true;
        }
        return TryParseDottedQuad(text, out address);
    }

    /// <exception cref="FormatException">The text is no address.</exception>
    public static NetAddress Parse(string text) =>
        TryParse(text, out NetAddress address) ? address : throw new FormatException($"'{text}' is not an IPv4 or IPv6 address");

    public static NetAddress From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out int length);
        return FromBytes(bytes[..length]);
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteBytes(bytes);
        return new IPAddress(IsIPv4 ? bytes[12..] : bytes);
    }

    public AddressFamily Family => IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    public int CompareTo(NetAddress other) => High64.CompareTo(other.High64) is not 0 and int byHigh ? byHigh : Low64.CompareTo(other.Low64);

    // Seeded: clients choose their addresses, and could choose such as have one hash.
    public override int GetHashCode() => HashCode.Combine(High64, Low64);

    /// <summary>Canonical text: a dotted quad, or RFC 5952.</summary>
    public override string ToString() => ToIPAddress().ToString();

    /// <summary>Writes <see cref="ToString"/>'s text in UTF-8.</summary>
    /// <param name="utf8">At least 45 bytes (INET6_ADDRSTRLEN without its zero).</param>
    /// <returns>How many bytes were written.</returns>
    public int Format(Span<byte> utf8)
    {
        int length = 0;
        if (!IsIPv4)
        {
            _ = ToIPAddress().TryFormat(utf8, out length);
            return length;
        }
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            _ = ((byte)(Low32 >> shift)).TryFormat(utf8[length..], out int digits, default, CultureInfo.InvariantCulture);
            length += digits;
            if (shift > 0)
                utf8[length++] = (byte)'.';
        }
        return length;
    }

    public static NetAddress operator |(NetAddress left, NetAddress right) => new(left.High64 | right.High64, left.Low64 | right.Low64);
    public static NetAddress operator ^(NetAddress left, NetAddress right) => new(left.High64 ^ right.High64, left.Low64 ^ right.Low64);

    public static bool operator <(NetAddress left, NetAddress right) => left.CompareTo(right) < 0;
    public static bool operator >(NetAddress left, NetAddress right) => left.CompareTo(right) > 0;
    public static bool operator <=(NetAddress left, NetAddress right) => left.CompareTo(right) <= 0;
    public static bool operator >=(NetAddress left, NetAddress right) => left.CompareTo(right) >= 0;

    private static bool TryParseDottedQuad(ReadOnlySpan<char> text, out NetAddress address)
    {
        address = default;
        uint value = 0;
        int parts = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0')
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte octet))
                return false;
            value = value << 8 | octet;
        }
        address = FromIPv4(value);
        return parts == 4;
    }
}
