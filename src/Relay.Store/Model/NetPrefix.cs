using System.Globalization;

namespace Relay.Store.Model;

/// <summary>An address prefix. <see cref="Length"/> is 0–128: an IPv4 prefix counts its 96 mapped bits too.</summary>
public readonly record struct NetPrefix : IComparable<NetPrefix>
{
    private const int MappedBits = 96;

    /// <exception cref="ArgumentException">Host bits are set, or the length is out of range.</exception>
    public NetPrefix(NetAddress address, int length)
    {
        if (length is < 0 or > 128)
            throw new ArgumentException("A prefix length is 0 to 128.", nameof(length));
        if (address.FirstOf(length) != address)
            throw new ArgumentException("Host bits are set.", nameof(address));
        Address = address;
        Length = length;
    }

    /// <summary>The prefix of a length that an address lies in.</summary>
    public static NetPrefix Around(NetAddress address, int length) => new(address.FirstOf(length), length);

    public NetAddress Address { get; }

    public int Length { get; }

    public bool Contains(NetAddress address) => address.FirstOf(Length) == Address;

    public bool Contains(NetPrefix other) => other.Length >= Length && Contains(other.Address);

    /// <summary>The address of a number within the prefix; false where it has no so many.</summary>
    public bool TryGetMember(UInt128 number, out NetAddress address)
    {
        NetAddress host = new(number);
        address = Address | host;
        return host.FirstOf(Length) == default;
    }

    /// <summary>Reads CIDR text; a bare address is a prefix of its full length. Host bits are refused.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NetPrefix prefix)
    {
        prefix = default;
        int slash = text.IndexOf('/');
        ReadOnlySpan<char> head = slash < 0 ? text : text[..slash];
        if (!NetAddress.TryParse(head, out NetAddress address))
            return false;
        bool dotted = !head.Contains(':');
        int length = 128;
        if (slash >= 0)
        {
            ReadOnlySpan<char> digits = text[(slash + 1)..];
            if (digits.Length is 0 or > 3 || (digits.Length > 1 && digits[0] == '0')
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > (dotted ? 32 : 128))
                return false;
            length += dotted ? MappedBits : 0;
        }
        if (address.FirstOf(length) != address)
            return false;
        prefix = new NetPrefix(address, length);
        return true;
    }

    /// <exception cref="FormatException">The text is no prefix.</exception>
    public static NetPrefix Parse(string text) =>
        TryParse(text, out NetPrefix prefix) ? prefix : throw new FormatException($"'{text}' is not an address prefix such as 192.0.2.0/24 or 2001:db8::/32");

    public int CompareTo(NetPrefix other) =>
        Address.CompareTo(other.Address) is not 0 and int byAddress ? byAddress : Length.CompareTo(other.Length);

    public override string ToString() =>
        Address.IsIPv4 && Length >= MappedBits
            ? string.Create(CultureInfo.InvariantCulture, $"{Address}/{Length - MappedBits}")
            : string.Create(CultureInfo.InvariantCulture, $"{Address}/{Length}");

    public static bool operator <(NetPrefix left, NetPrefix right) => left.CompareTo(right) < 0;
    public static bool operator >(NetPrefix left, NetPrefix right) => left.CompareTo(right) > 0;
    public static bool operator <=(NetPrefix left, NetPrefix right) => left.CompareTo(right) <= 0;
    public static bool operator >=(NetPrefix left, NetPrefix right) => left.CompareTo(right) >= 0;
}
