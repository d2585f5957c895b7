using System.Text;
using Relay.Store.Model;

namespace Relay.PdnsBackend.Wire;

/// <summary>Addresses of clients as PowerDNS writes them.</summary>
internal static class PdnsAddress
{
    /// <summary>The longest, <c>ffff:…:255.255.255.255</c> (RFC 4291 section 2.2), without its zone.</summary>
    private const int MaxText = 45;

    /// <summary>A link-local client comes with its zone, <c>fe80::1%eth0</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out NetAddress address)
    {
        int zone = text.IndexOf((byte)'%');
        ReadOnlySpan<byte> plain = zone < 0 ? text : text[..zone];
        address = default;
        if (plain.Length > MaxText)
            return false;
        Span<char> chars = stackalloc char[plain.Length];
        return Encoding.ASCII.TryGetChars(plain, chars, out _) && NetAddress.TryParse(chars, out address);
    }
}
