using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Relay.Store.Model.Compiling;

/// <summary>
/// Names and addresses of tables, which stand there in canonical form only, so that a report can compare them as text. Where the form is another,
/// the fault says what to write.
/// </summary>
internal static class CanonicalText
{
    private const int MaxQuoted = 100;

    /// <summary>A name; <paramref name="mark"/> is what stood before it and belongs before the suggestion: <c>=</c>, <c>.</c> or nothing.</summary>
    public static bool TryName(string text, out DomainName name, [NotNullWhen(false)] out string? fault, string mark = "")
    {
        bool parsed = DomainName.TryParse(text, out name);
        fault = null;
        if (parsed && name.Value == text)
            return true;
        string quoted = Quote(mark + text);
        if (NetAddress.TryParse(text, out _) || NetPrefix.TryParse(text, out _))
            fault = $"{quoted} is an address, not a name";
        else if (parsed || TryToAscii(text, out name))
            fault = $"{quoted} is not canonical: write '{mark}{name}'";
        else
            fault = $"{quoted} is not a domain name: write labels of a-z, 0-9, _ and -, 63 characters each and 253 in all, the last not a number";
        return false;
    }

    public static bool TryAddress(string text, out NetAddress address, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (!NetAddress.TryParse(text, out address))
            fault = $"{Quote(text)} is not an address: write one such as 192.0.2.1 or 2001:db8::1";
        else if (address.ToString() != text)
            fault = $"{Quote(text)} is not canonical: write '{address}'";
        return fault is null;
    }

    /// <summary>A prefix; a bare address is one of its full length.</summary>
    public static bool TryPrefix(string text, out NetPrefix prefix, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (NetPrefix.TryParse(text, out prefix))
        {
            if (prefix.ToString() != text && prefix.Address.ToString() != text)
                fault = $"{Quote(text)} is not canonical: write '{prefix}'";
        }
        else if (TryClearHostBits(text, out prefix))
            fault = $"{Quote(text)} has bits set after the prefix: write '{prefix}'";
        else
            fault = $"{Quote(text)} is not a network: write one such as 192.0.2.0/24 or 2001:db8::/32";
        return fault is null;
    }

    /// <summary>Text of a table within a message of one line.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new("'");
        foreach (char letter in text.Length > MaxQuoted ? text[..MaxQuoted] + "…" : text)
            _ = char.IsControl(letter) ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}") : quoted.Append(letter);
        return quoted.Append('\'').ToString();
    }

    /// <summary>U-labels to A-labels (RFC 5890 section 2.3.2.1).</summary>
    public static bool TryToAscii(string text, out DomainName name)
    {
        name = default;
        if (Ascii.IsValid(text))
            return false;
        try
        {
            return DomainName.TryParse(new IdnMapping().GetAscii(text.ToLowerInvariant()), out name);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool TryClearHostBits(string text, out NetPrefix prefix)
    {
        prefix = default;
        int slash = text.IndexOf('/');
        if (slash < 0 || !NetAddress.TryParse(text.AsSpan(0, slash), out NetAddress address))
            return false;
        string any = address.IsIPv4 && !text.Contains(':') ? "0.0.0.0" : "::";
        if (!NetPrefix.TryParse(any + text[slash..], out NetPrefix length))
            return false;
        prefix = NetPrefix.Around(address, length.Length);
        return true;
    }
}
