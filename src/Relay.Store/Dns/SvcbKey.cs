using System.Globalization;

namespace Relay.Store.Dns;

/// <summary>Parameters of SVCB and HTTPS records (IANA "Service Parameter Keys").</summary>
internal static class SvcbKey
{
    public const ushort Mandatory = 0, Alpn = 1, NoDefaultAlpn = 2, Port = 3, IPv4Hint = 4, Ech = 5, IPv6Hint = 6, DohPath = 7, Ohttp = 8;

    private const string UnknownMark = "key";

    private static readonly string[] Words = ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath", "ohttp"];

    /// <summary>Reads the name of a key, or <c>key65280</c>; the last number is none (RFC 9460 section 14.3.2).</summary>
    public static bool TryParse(ReadOnlySpan<char> word, out ushort key)
    {
        for (key = 0; key < Words.Length; key++)
        {
            if (word.SequenceEqual(Words[key]))
                return true;
        }
        return word.StartsWith(UnknownMark) && ushort.TryParse(word[UnknownMark.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out key)
            && key >= Words.Length && key != ushort.MaxValue;
    }
}
