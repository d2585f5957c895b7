namespace Relay.Store.Model.Compiling;

/// <summary>Quoted character strings as a zone file has them: <c>"one" "with \" and \009"</c> (RFC 1035 section 5.1).</summary>
internal static class ZoneStrings
{
    private const int MaxBytes = 255;

    /// <summary>False where the text is not strings with one space between, or one of them is longer than its length byte can say.</summary>
    public static bool TryCount(ReadOnlySpan<char> text, out int count)
    {
        count = 0;
        while (TrySkipOne(ref text))
        {
            count++;
            if (text.IsEmpty)
                return true;
            if (text[0] != ' ')
                return false;
            text = text[1..];
        }
        return false;
    }

    private static bool TrySkipOne(ref ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '"')
            return false;
        int bytes = 0;
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                text = text[(i + 1)..];
                return bytes <= MaxBytes;
            }
            if (text[i] is < ' ' or > '~')
                return false;
            if (text[i] == '\\' && !TrySkipEscape(text, ref i))
                return false;
            bytes++;
        }
        return false;
    }

    /// <summary><c>\DDD</c> is the byte of that number, any other <c>\X</c> is X.</summary>
    private static bool TrySkipEscape(ReadOnlySpan<char> text, ref int i)
    {
        i++;
        if (i >= text.Length || text[i] is < ' ' or > '~')
            return false;
        if (!char.IsAsciiDigit(text[i]))
            return true;
        if (i + 2 >= text.Length || !byte.TryParse(text.Slice(i, 3), System.Globalization.NumberStyles.None, null, out _))
            return false;
        i += 2;
        return true;
    }
}
