using System.Globalization;
using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Worker.Protocols.Avahi;

/// <summary>
/// The "simple protocol" of avahi-daemon (avahi-daemon/simple-protocol.c), lines of text. A reply may have lines for other interfaces after it; the first is enough.
/// <code>
/// RESOLVE-HOSTNAME-IPV6 printer.local
/// + INTERFACE PROTOCOL printer.local fe80::1        or        -15 Timeout reached
/// </code>
/// </summary>
internal static class AvahiSimple
{
    /// <summary>AVAHI_ERR_TIMEOUT and AVAHI_ERR_NOT_FOUND of avahi-common/error.h.</summary>
    private const int Timeout = -15, NotFound = -30;

    public static string Question(DomainName name, ushort type) => $"RESOLVE-HOSTNAME-{(type == DnsType.A ? "IPV4" : "IPV6")} {name}\n";

    /// <param name="line">A reply without its end of line.</param>
    /// <param name="type">Of the question.</param>
    /// <param name="address">Of that family, where the reply has one.</param>
    public static AvahiReply Read(string line, ushort type, out NetAddress address)
    {
        address = default;
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["+", _, _, _, { } text] && NetAddress.TryParse(text, out address) && address.IsIPv4 == (type == DnsType.A))
            return AvahiReply.Address;
        bool isError = words.Length > 0 && int.TryParse(words[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int error) && error is Timeout or NotFound;
        return isError ? AvahiReply.NobodyAnswers : AvahiReply.Other;
    }
}
