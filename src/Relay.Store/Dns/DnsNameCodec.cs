using System.Text;

namespace Relay.Store.Dns;

/// <summary>
/// Names on the wire (RFC 1035 sections 3.1 and 4.1.4) and as presentation text.
/// <code>
/// | 1–63 | bytes… | … | 0 |        or, in place of any label on:  | 11 OFFSET(14) |  to a name written earlier
/// </code>
/// Text has no final dot ("." is the root); what is not printable ASCII, and dots and backslashes within labels, are escaped (section 5.1), so that
/// nothing from the network is used raw.
/// </summary>
public static class DnsNameCodec
{
    /// <summary>RFC 1035 section 2.3.4, with the final zero.</summary>
    public const int MaxWire = 255;

    private const int MaxLabel = 63;

    /// <summary>No name lies in the header of a message (RFC 1035 section 4.1.1).</summary>
    private const int HeaderLength = 12;

    /// <summary>Every byte escaped as <c>\DDD</c>.</summary>
    private const int MaxText = MaxWire * 4;

    /// <summary>
    /// Expands the name at <paramref name="offset"/> into <paramref name="wire"/> (<see cref="MaxWire"/> bytes, no compression) and moves the offset past it.
    /// Each pointer must lead to before where the part that holds it began: so every chain ends.
    /// </summary>
    public static bool TryExpand(ReadOnlySpan<byte> message, ref int offset, Span<byte> wire, out int length)
    {
        length = 0;
        int position = offset, partStart = offset, end = -1;
        while (position < message.Length)
        {
            int size = message[position];
            if (size == 0)
            {
                wire[length++] = 0;
                offset = end >= 0 ? end : position + 1;
                return true;
            }
            if (size >= 0xc0)
            {
                if (position + 1 >= message.Length)
                    return false;
                int target = (size & 0x3f) << 8 | message[position + 1];
                if (target >= partStart || target < HeaderLength)
                    return false;
                if (end < 0)
                    end = position + 2;
                position = partStart = target;
                continue;
            }
            // 0x40 and 0x80 are extended label types that nobody uses (RFC 6891 section 5).
            if (size > MaxLabel || position + 1 + size > message.Length || length + 1 + size + 1 > MaxWire)
                return false;
            message.Slice(position, 1 + size).CopyTo(wire[length..]);
            length += 1 + size;
            position += 1 + size;
        }
        return false;
    }

    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, out string name)
    {
        Span<byte> wire = stackalloc byte[MaxWire];
        bool read = TryExpand(message, ref offset, wire, out int length);
        name = read ? ToText(wire[..length]) : "";
        return read;
    }

    /// <summary>Moves past a name without following it.</summary>
    public static bool TrySkip(ReadOnlySpan<byte> message, ref int offset)
    {
        for (int position = offset; position < message.Length;)
        {
            int size = message[position];
            if (size is > MaxLabel and < 0xc0)
                return false;
            position += size >= 0xc0 ? 2 : 1 + size;
            if (size is not 0 and < 0xc0)
                continue;
            offset = position;
            return position <= message.Length;
        }
        return false;
    }

    /// <summary>Text of an expanded name.</summary>
    public static string ToText(ReadOnlySpan<byte> wire)
    {
        if (wire[0] == 0)
            return ".";
        Span<char> text = stackalloc char[MaxText];
        int count = 0;
        for (int position = 0; wire[position] != 0; position += 1 + wire[position])
        {
            if (count > 0)
                text[count++] = '.';
            foreach (byte octet in wire.Slice(position + 1, wire[position]))
                count += Escape(octet, text[count..]);
        }
        return new string(text[..count]);
    }

    /// <summary>Encodes text into <paramref name="wire"/> (<see cref="MaxWire"/> bytes); false where it is no name.</summary>
    public static bool TryEncode(ReadOnlySpan<char> text, Span<byte> wire, out int length)
    {
        length = 0;
        if (text.IsEmpty)
            return false;
        int label = 0, next = 1;
        if (text is not ".")
        {
            for (int i = 0; i < text.Length; i++)
            {
                int octet = text[i];
                if (octet == '.')
                {
                    if (!TryEndLabel(wire, label, next))
                        return false;
                    label = next++;
                    continue;
                }
                if (octet == '\\' && !TryUnescape(text, ref i, out octet))
                    return false;
                // The last byte is for the root's zero.
                if (octet > 0xff || next >= MaxWire - 1)
                    return false;
                wire[next++] = (byte)octet;
            }
            // A final dot has already ended the last label.
            if (next > label + 1 || label == 0)
            {
                if (!TryEndLabel(wire, label, next))
                    return false;
                label = next;
            }
        }
        wire[label] = 0;
        length = label + 1;
        return true;
    }

    /// <summary>
    /// Both names expanded. Length bytes are below 'A', so folding the whole changes no structure; bytes beyond ASCII never match, as no name of ours has any.
    /// </summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Ascii.EqualsIgnoreCase(left, right);

    public static int Escape(byte octet, Span<char> text)
    {
        if (octet is (byte)'.' or (byte)'\\')
        {
            text[0] = '\\';
            text[1] = (char)octet;
            return 2;
        }
        if (octet is > 0x20 and < 0x7f)
        {
            text[0] = (char)octet;
            return 1;
        }
        text[0] = '\\';
        text[1] = (char)('0' + octet / 100);
        text[2] = (char)('0' + octet / 10 % 10);
        text[3] = (char)('0' + octet % 10);
        return 4;
    }

    /// <summary>Reads what follows the backslash at <paramref name="index"/>, and leaves the index on its last character.</summary>
    public static bool TryUnescape(ReadOnlySpan<char> text, ref int index, out int octet)
    {
        octet = 0;
        if (++index >= text.Length)
            return false;
        if (!char.IsAsciiDigit(text[index]))
        {
            octet = text[index];
            return true;
        }
        if (index + 2 >= text.Length || !char.IsAsciiDigit(text[index + 1]) || !char.IsAsciiDigit(text[index + 2]))
            return false;
        octet = (text[index] - '0') * 100 + (text[index + 1] - '0') * 10 + (text[index + 2] - '0');
        index += 2;
        return octet <= 0xff;
    }

    private static bool TryEndLabel(Span<byte> wire, int label, int next)
    {
        int size = next - label - 1;
        if (size is 0 or > MaxLabel || next >= MaxWire)
            return false;
        wire[label] = (byte)size;
        return true;
    }
}
