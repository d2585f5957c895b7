using System.Globalization;

namespace Relay.Store.Model;

/// <summary>Where a DNS server listens, on UDP and TCP.</summary>
public readonly record struct NameServer(NetAddress Address, ushort Port = 53)
{
    /// <summary>Reads <c>192.0.2.53</c>, <c>192.0.2.53:5353</c>, <c>2001:db8::53</c> or <c>[2001:db8::53]:5353</c>.</summary>
    public static bool TryParse(string text, out NameServer server)
    {
        server = default;
        if (NetAddress.TryParse(text, out NetAddress plain))
        {
            server = new NameServer(plain);
            return true;
        }
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !TryPort(text.AsSpan(colon + 1), out ushort port))
            return false;
        ReadOnlySpan<char> host = text.AsSpan(0, colon);
        bool isBracketed = host is ['[', .., ']'];
        if (!NetAddress.TryParse(isBracketed ? host[1..^1] : host, out NetAddress address) || isBracketed != host.Contains(':'))
            return false;
        server = new NameServer(address, port);
        return true;
    }

    public override string ToString() => Port == 53 ? Address.ToString() : $"{Address} port {Port}";

    private static bool TryPort(ReadOnlySpan<char> text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0 && text[0] != '0';
}
