namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// Options of OPT (IANA "DNS EDNS0 Option Codes"); all others are passed over, and never echoed (RFC 6891 section 6.1.2).
/// <code>
/// | CODE(2) | LENGTH(2) | value… |
/// </code>
/// </summary>
internal static class DnsOption
{
    public const ushort KeepAlive = 11, Padding = 12, ExtendedError = 15;

    public const int HeadLength = 4;
}
