namespace Relay.Worker.Isolation;

/// <summary>Listening sockets in the gate's namespace, non-blocking and close-on-exec. Whoever took them closes them.</summary>
/// <param name="Transparent">One for each event loop; connections to any address arrive here, with the address asked for as their local one.</param>
/// <param name="DnsDatagram">UDP port 53 of the gate's IPv6 and IPv4 address.</param>
/// <param name="DnsStream">TCP port 53 of the same.</param>
internal sealed record GateSockets(IReadOnlyList<int> Transparent, IReadOnlyList<int> DnsDatagram, IReadOnlyList<int> DnsStream)
{
    /// <summary>DNS sockets of each kind: one for each family.</summary>
    public const int DnsOfEach = 2;
}
