using Relay.Store.Model;

namespace Relay.Worker.Isolation;

/// <summary>
/// The addresses of the link between gate and program. Both are of global scope, so that getaddrinfo's AI_ADDRCONFIG and browsers see working IPv6 and IPv4;
/// IPv4 comes from the range for such links (RFC 7335), which no real network uses.
/// </summary>
internal static class GateAddresses
{
    public const string Gate4 = "192.0.0.1", Program4 = "192.0.0.2";

    public const string Gate6 = "fd75:7265:6c61:7801::1", Program6 = "fd75:7265:6c61:7801::2";

    public const int Length4 = 29, Length6 = 64;

    public const ushort DnsPort = 53;

    /// <summary>Where TPROXY hands over: any port would do, as no packet carries it.</summary>
    public const ushort TransparentPort = 1080;

    public static readonly IReadOnlyList<NetAddress> All =
        [NetAddress.Parse(Gate6), NetAddress.Parse(Gate4), NetAddress.Parse(Program6), NetAddress.Parse(Program4)];
}
