namespace Relay.PdnsBackend.Wire;

/// <summary>Names as PowerDNS writes them: RFC 1035 section 5.1, octets outside 0x21–0x7e as <c>\DDD</c>, no final dot but for the root.</summary>
internal static class PdnsName
{
    // RFC 1035 section 2.3.4, with the length octets and the root's.
    private const int MaxWire = 255, MaxLabel = 63;

    /// <summary>
    /// True where PowerDNS can read the name back. One it cannot read makes it leave the rest of the answer in the pipe, as the answer to the next question.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("."u8))
            return true;
        int label = 0, wire = 1;
        while (!name.IsEmpty)
        {
            int used = name[0] == '\\' ? EscapeLength(name) : 1;
            if (used == 0 || name[0] is < 0x21 or > 0x7e)
                return false;
            bool isDot = name[0] == '.';
            if (isDot && label == 0)
                return false;
            label = isDot ? 0 : label + 1;
            // Each label costs its length octet: the first octet of a label counts twice.
            wire += isDot ? 0 : label == 1 ? 2 : 1;
            if (label > MaxLabel || wire > MaxWire)
                return false;
            name = name[used..];
        }
        return label > 0;
    }

    /// <summary><c>\DDD</c> up to 255, or a backslash and one printable character; 0 for neither.</summary>
    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[1] is < 0x21 or > 0x7e)
            return 0;
        if (!char.IsAsciiDigit((char)text[1]))
            return 2;
        if (text.Length < 4 || !char.IsAsciiDigit((char)text[2]) || !char.IsAsciiDigit((char)text[3]))
            return 0;
        int value = (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
        return value <= byte.MaxValue ? 4 : 0;
    }
}
