using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Relay.Worker.Linux;
using static Relay.Worker.Isolation.GateAddresses;

namespace Relay.Worker.Isolation;

/// <summary>
/// The two network namespaces and what joins them:
/// <code>
///  program's namespace                    the gate's: every packet that comes in is local, none is forwarded
///    lo   (its own loopback)                lo
///    eth0 ──────────── veth ────────────  gate   TCP → TPROXY → our sockets; port 53 of the gate → DNS
///    default routes via the gate                 other UDP → port unreachable; pings are answered, by the kernel
/// </code>
/// Both belong to the gate's user namespace: the program, in a nested one, can change neither.
/// </summary>
internal static class GateNetwork
{
    private const string GateLink = "gate", ProgramLink = "eth0";
    private const string GateMac = "02:75:72:65:6c:01", ProgramMac = "02:75:72:65:6c:02";

    /// <summary>Call it in the gate's namespace.</summary>
    /// <returns>The thread that is in the program's namespace.</returns>
    /// <exception cref="GateException">One line that says what could not be set up.</exception>
    public static NamespaceThread Build()
    {
        string ip = SystemTool.Find("ip", "iproute2"), nft = SystemTool.Find("nft", "nftables");
        using SafeFileHandle gate = File.OpenHandle("/proc/thread-self/ns/net", share: FileShare.ReadWrite | FileShare.Delete);
        NamespaceThread program = NamespaceThread.Create("program");
        // `ip` names a namespace by path; the only one that leads here from any /proc is its own inherited descriptor.
        program.Run(() => SystemTool.Run(ip, ["-batch", "-"], ProgramScript(), inherited: gate));
        program.Run(AllowUnprivileged);
        SystemTool.Run(ip, ["-batch", "-"], GateScript4);
        SystemTool.Run(ip, ["-6", "-batch", "-"], GateScript6);
        SystemTool.Run(nft, ["-f", "-"], Ruleset);
        return program;
    }

    // No link-local addresses, no duplicate address detection, known neighbours: the link is usable at once (neighbour discovery on a new link takes a second).
    private static string ProgramScript() => string.Create(CultureInfo.InvariantCulture, $"""
        link set lo up
        link add {ProgramLink} address {ProgramMac} type veth peer name {GateLink} address {GateMac} netns /proc/self/fd/{SystemTool.InheritedDescriptor}
        link set {ProgramLink} addrgenmode none
        addr add {Program4}/{Length4} dev {ProgramLink}
        addr add {Program6}/{Length6} dev {ProgramLink} nodad
        link set {ProgramLink} up
        neigh add {Gate4} lladdr {GateMac} dev {ProgramLink} nud permanent
        neigh add {Gate6} lladdr {GateMac} dev {ProgramLink} nud permanent
        route add default via {Gate4}
        route add ::/0 via {Gate6}

        """);

    // IPv4 answers with ICMP from an address only if table local calls it ours, so the default is there; and the local table, always asked first, is moved behind the program's address.
    private static readonly string GateScript4 = string.Create(CultureInfo.InvariantCulture, $"""
        link set lo up
        link set {GateLink} addrgenmode none
        addr add {Gate4}/{Length4} dev {GateLink}
        addr add {Gate6}/{Length6} dev {GateLink} nodad
        link set {GateLink} up
        neigh add {Program4} lladdr {ProgramMac} dev {GateLink} nud permanent
        neigh add {Program6} lladdr {ProgramMac} dev {GateLink} nud permanent
        route add local default dev lo table local
        rule add pref 10 to {Program4} lookup main
        rule add pref 11 lookup local
        rule del pref 0

        """);

    private static readonly string GateScript6 = string.Create(CultureInfo.InvariantCulture, $"""
        rule add pref 100 iif {GateLink} lookup 100
        route add local default dev lo table 100

        """);

    private static readonly string Ruleset = string.Create(CultureInfo.InvariantCulture, $$"""
        table inet urelay {
          chain prerouting {
            type filter hook prerouting priority mangle
            iifname != "{{GateLink}}" accept
            ip daddr {{Gate4}} tcp dport {{DnsPort}} accept
            ip6 daddr {{Gate6}} tcp dport {{DnsPort}} accept
            meta l4proto tcp tproxy to :{{TransparentPort}}
          }
        }

        """);

    /// <summary>What a user may do on an own machine: ping, and listen on low ports. Where /proc/sys is read-only it stays as it was.</summary>
    private static void AllowUnprivileged()
    {
        foreach ((string name, string value) in new[] { ("ping_group_range", "0 0"), ("ip_unprivileged_port_start", "0") })
        {
            try
            {
                File.WriteAllText($"/proc/sys/net/ipv4/{name}", value);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return;
            }
        }
    }
}
