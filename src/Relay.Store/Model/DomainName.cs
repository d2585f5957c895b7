using System.Buffers;

namespace Relay.Store.Model;

/// <summary>
/// A domain name in canonical form (design section 4): lower-case labels of <c>[a-z0-9_-]</c>, each 1–63 long, 253 in all, no final dot;
/// the last label is neither a decimal number nor <c>0x…</c>, so that no name can be taken for an address (WHATWG URL, "ends in a number").
/// </summary>
public readonly record struct DomainName
{
    /// <summary>RFC 1035 section 2.3.4: 255 octets on the wire are 253 characters of text.</summary>
    public const int MaxLength = 253;

    private const int MaxLabel = 63;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    private DomainName(string value) => Value = value;

    /// <summary>The canonical text; null only in <c>default</c>.</summary>
    public string Value { get; }

    /// <summary>Canonicalises: upper case is lowered and one final dot dropped. What parses as an address is no name.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DomainName name)
    {
        name = default;
        if (text.EndsWith('.'))
            text = text[..^1];
        if (text.Length is 0 or > MaxLength)
            return false;
        Span<char> lower = stackalloc char[MaxLength];
        lower = lower[..text.Length];
        for (int i = 0; i < text.Length; i++)
            lower[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];
        if (lower.ContainsAnyExcept(Allowed) || !LabelsFit(lower))
            return false;
        name = new DomainName(lower.ToString());
        return true;
    }

    /// <summary>The same, of the bytes of a protocol; a byte above 0x7f is in no name.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DomainName name)
    {
        name = default;
        if (text.Length is 0 or > MaxLength + 1)
            return false;
        Span<char> chars = stackalloc char[MaxLength + 1];
        for (int i = 0; i < text.Length; i++)
            chars[i] = (char)text[i];
        return TryParse(chars[..text.Length], out name);
    }

    /// <exception cref="FormatException">The text is no domain name.</exception>
    public static DomainName Parse(string text) =>
        TryParse(text, out DomainName name) ? name : throw new FormatException($"'{text}' is not a domain name (labels of a-z, 0-9, _ and -)");

    /// <summary>True for the name itself and for all names below it.</summary>
    public bool IsAtOrBelow(string suffix) =>
        Value.EndsWith(suffix, StringComparison.Ordinal)
        && (Value.Length == suffix.Length || Value[Value.Length - suffix.Length - 1] == '.');

    public override string ToString() => Value;

    private static bool LabelsFit(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> last = default;
        foreach (Range range in text.Split('.'))
        {
            last = text[range];
            if (last.Length is 0 or > MaxLabel)
                return false;
        }
        return last.ContainsAnyExceptInRange('0', '9') && !last.StartsWith("0x");
    }
}
