using System.Buffers;

namespace Relay.Store.Dns;

/// <summary>
/// The words of a record's content, with one space between; a space within quotes belongs to its word. Characters are printable ASCII; <c>\DDD</c> is
/// the byte of that number, any other <c>\X</c> is X (RFC 1035 section 5.1). There are no comments, and no parentheses: a row is one line.
/// </summary>
internal ref struct ContentReader(ReadOnlySpan<char> content)
{
    private ReadOnlySpan<char> rest = content;
    private bool hasMore = !content.IsEmpty;

    public readonly bool IsAtEnd => !hasMore;

    /// <summary>The next word as it stands there; false where there is none, or none that ends.</summary>
    public bool TryNext(out ReadOnlySpan<char> word)
    {
        bool quoted = false;
        int i = 0;
        for (; i < rest.Length && (quoted || rest[i] != ' '); i++)
        {
            if (rest[i] == '"')
                quoted = !quoted;
            else if (rest[i] == '\\')
                i++;
        }
        word = rest[..Math.Min(i, rest.Length)];
        if (!hasMore || quoted || word.IsEmpty)
            return false;
        hasMore = i < rest.Length;
        rest = hasMore ? rest[(i + 1)..] : [];
        return true;
    }

    /// <summary>The bytes of a character string, quoted or bare.</summary>
    public static bool TryUnescape(ReadOnlySpan<char> word, IBufferWriter<byte> to)
    {
        bool quoted = IsQuoted(word);
        if (quoted)
            word = word[1..^1];
        Span<byte> bytes = to.GetSpan(Math.Max(1, word.Length));
        int count = 0;
        for (int i = 0; i < word.Length; i++)
        {
            int octet = word[i];
            if (octet == '"' || (octet == '\\' && !DnsNameCodec.TryUnescape(word, ref i, out octet)))
                return false;
            bytes[count++] = (byte)octet;
        }
        to.Advance(count);
        return quoted || count > 0;
    }

    public static bool IsQuoted(ReadOnlySpan<char> word) => word.Length >= 2 && word[0] == '"' && word[^1] == '"';
}
