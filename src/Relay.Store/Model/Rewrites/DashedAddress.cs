namespace Relay.Store.Model.Rewrites;

/// <summary>An address as one label of a name: <c>ip4-192-0-2-1</c>, <c>ip6-2001-db8--1</c>.</summary>
public static class DashedAddress
{
    private const string Mark4 = "ip4-", Mark6 = "ip6-";

    public static string Of(NetAddress address) => address.IsIPv4
        ? Mark4 + address.ToString().Replace('.', '-')
        : Mark6 + address.ToString().Replace(':', '-');

    public static bool TryParse(ReadOnlySpan<char> label, out NetAddress address)
    {
        address = default;
        bool isFour = label.StartsWith(Mark4);
        // The longest text of an address has 39 characters (RFC 4291 section 2.2).
        if ((!isFour && !label.StartsWith(Mark6)) || label.Length > Mark6.Length + 39)
            return false;
        Span<char> text = stackalloc char[label.Length - Mark6.Length];
        label[Mark6.Length..].Replace(text, '-', isFour ? '.' : ':');
        return NetAddress.TryParse(text, out address) && text.Contains(isFour ? '.' : ':');
    }
}
