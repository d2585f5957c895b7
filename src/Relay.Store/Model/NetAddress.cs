using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Relay.Store.Model;

/// <summary>
/// An IPv4 or IPv6 address as one 128-bit number, IPv4 in its mapped form (<c>::ffff:0:0/96</c>, RFC 4291 section 2.5.5.2).
/// So an address and its mapped form are the same value, and number order is byte order.
/// </summary>
public readonly record struct NetAddress(UInt128 Value) : IComparable<NetAddress>
{
    private static readonly UInt128 MappedPrefix = (UInt128)0xffff << 32;

    public static NetAddress FromIPv4(uint value) => new(MappedPrefix | value);

    /// <param name="bytes">Four or sixteen bytes in network order.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static NetAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        16 => new(BinaryPrimitives.ReadUInt128BigEndian(bytes)),
        _ => throw new ArgumentException("An address has 4 or 16 bytes.", nameof(bytes)),
    };

    public bool IsIPv4 => Value >> 32 == 0xffff;

    /// <summary>The low 32 bits: the IPv4 address when <see cref="IsIPv4"/>.</summary>
    public uint Low32 => (uint)Value;

    /// <summary>The interface identifier (RFC 4291 section 2.5.1).</summary>
    public ulong Low64 => (ulong)Value;

    /// <summary>Writes sixteen bytes in network order.</summary>
    public void WriteBytes(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

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

    public int CompareTo(NetAddress other) => Value.CompareTo(other.Value);

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

    public static bool operator <(NetAddress left, NetAddress right) => left.Value < right.Value;
    public static bool operator >(NetAddress left, NetAddress right) => left.Value > right.Value;
    public static bool operator <=(NetAddress left, NetAddress right) => left.Value <= right.Value;
    public static bool operator >=(NetAddress left, NetAddress right) => left.Value >= right.Value;

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
