using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Relay.Bench.Contenders;

namespace Relay.Bench;

/// <summary>
/// Three namespaces joined by veth, the same client and server for all contenders; only the gateway between them is another:
/// <code>
/// client 10.77.1.10-49 ── 10.77.1.1 gateway 10.77.2.1 ── 10.77.2.2 server
/// </code>
/// </summary>
internal sealed class Lab : IAsyncDisposable
{
    public const string GatewayAddress = "10.77.1.1", ServerAddress = "10.77.2.2";

    /// <summary>Addresses that a gateway may take for names (<c>ipv4_window</c>): no machine has them.</summary>
    public const string NamesNetwork = "10.78.0.0/16", FirstNameAddress = "10.78.0.1";

    /// <summary>How many names flows go to in turn, from the first address on.</summary>
    public const int Names = 1024;

    public const int EchoPort = 7, BulkPort = 5201;

    /// <summary>
    /// Routed flows have a port of their own: where a relay has answered for the server, the gateway remembers each client's port (TIME_WAIT), and forwards
    /// no packet that fits one of its own sockets.
    /// </summary>
    private const int RelayedHttpPort = 80, RoutedHttpPort = 81;

    private const string Setup = """
        set -e
        for n in $C $G $S; do ip netns add $n; ip -n $n link set lo up; done
        ip link add urb0 netns $C type veth peer name urb1 netns $G
        ip link add urb2 netns $G type veth peer name urb3 netns $S
        ip -n $G addr add 10.77.1.1/24 dev urb1
        ip -n $G addr add 10.77.2.1/24 dev urb2
        ip -n $S addr add 10.77.2.2/24 dev urb3
        for i in $(seq 10 49); do ip -n $C addr add 10.77.1.$i/24 dev urb0; done
        ip -n $C link set urb0 up; ip -n $G link set urb1 up; ip -n $G link set urb2 up; ip -n $S link set urb3 up
        ip -n $C route add default via 10.77.1.1
        ip -n $S route add default via 10.77.2.1
        for n in $C $G $S; do ip netns exec $n sysctl -qw net.ipv4.ip_local_port_range='10000 65535' net.core.somaxconn=4096; done
        ip netns exec $G sysctl -qw net.ipv4.ip_forward=1
        ip -n $G rule add fwmark 1 lookup 100
        for n in $C $G $S; do ip -n $n route show | while read -r route; do ip -n $n route change $route congctl $A; done; done
        ip -n $G route add local default dev lo table 100
        """;

    private readonly List<Process> servers = [];
    private readonly PosixSignalRegistration[] signals;

    private Lab()
    {
        string suffix = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        (Client, Gateway, Server) = ($"urbc{suffix}", $"urbg{suffix}", $"urbs{suffix}");
        Directory = System.IO.Directory.CreateTempSubdirectory("urelay-bench").FullName;
        signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Abandon))];
    }

    public string Client { get; }

    public string Gateway { get; }

    public string Server { get; }

    /// <summary>Somebody serves DNS in the server's namespace.</summary>
    public bool HasNameServer { get; set; }

    /// <summary>For configurations, logs and stores; gone with the lab.</summary>
    public string Directory { get; }

    /// <param name="congestion">Set on every route: not left to the machine, because one that paces its packets (bbr) hides what relays cost.</param>
    public static async Task<Lab> OpenAsync(string congestion)
    {
        Lab lab = new();
        await Tool.RunAsync(null, 20, "/bin/sh", "-c", $"C={lab.Client} G={lab.Gateway} S={lab.Server} A={congestion}\n{Setup}");
        lab.Serve(lab.Server, "nginx", "nginx", "-c", lab.Write("nginx.conf", $$"""
            daemon off; pid {{lab.Directory}}/nginx.pid; worker_processes 1; worker_rlimit_nofile 20000;
            events { worker_connections 16000; }
            http {
              access_log off; keepalive_requests 1000000000; client_body_temp_path {{lab.Directory}}/body; proxy_temp_path {{lab.Directory}}/proxy;
              fastcgi_temp_path {{lab.Directory}}/fastcgi; uwsgi_temp_path {{lab.Directory}}/uwsgi; scgi_temp_path {{lab.Directory}}/scgi;
              server { listen {{RelayedHttpPort}} backlog=4096; listen {{RoutedHttpPort}} backlog=4096; location / { return 200 "hello, world\n"; } }
            }
            """));
        lab.Serve(lab.Server, "echo", FlowloadPath, "echo-server", "--port", $"{EchoPort}");
        await Task.Delay(500);
        return lab;
    }

    public string Write(string name, string content)
    {
        string path = Path.Combine(Directory, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Starts a program that stays until the lab is closed.</summary>
    public Process Serve(string netns, string name, params string[] command)
    {
        Process process = Tool.Serve(netns, Path.Combine(Directory, name + ".log"), command);
        servers.Add(process);
        return process;
    }

    public void End(Process server)
    {
        servers.Remove(server);
        Kill(server);
    }

    /// <summary>Gives the client's connections to the relay that listens on <paramref name="port"/> (TPROXY), or to nobody: then the kernel routes them.</summary>
    public async Task DirectAsync(int? port)
    {
        string rules = port is null ? "" : $$"""
            table ip urb {
              chain prerouting {
                type filter hook prerouting priority mangle
                iifname "urb1" ip daddr { {{ServerAddress}}, {{NamesNetwork}} } meta l4proto tcp tproxy to :{{port}} meta mark set 1 accept
              }
            }

            """;
        await Tool.RunAsync(Gateway, 10, "nft", "-f", Write("rules.nft", "table ip urb { }\ndelete table ip urb\n" + rules));
    }

    /// <summary>Runs flowload in the client's namespace; see load/flowload.c.</summary>
    public async Task<JsonElement> FlowloadAsync(string mode, Relaying relaying, int seconds, params string[] more)
    {
        string printed = await Tool.RunAsync(Client, seconds + 30, [.. FlowloadCommand(mode, HttpPort(relaying), relaying), "--seconds", $"{seconds}", .. more]);
        return JsonDocument.Parse(printed).RootElement;
    }

    public static string[] FlowloadCommand(string mode, int port, Relaying relaying) =>
    [
        FlowloadPath, mode, .. relaying.HasNames ? new[] { "--to", $"{FirstNameAddress}:{port}", "--targets", $"{Names}" } : ["--to", $"{ServerAddress}:{port}"], "--from", string.Join(',', Enumerable.Range(10, 40).Select(i => $"10.77.1.{i}")),
        .. relaying.SocksPort is { } socks ? new[] { "--socks", $"{GatewayAddress}:{socks}" } : [],
    ];

    /// <summary>Runs wrk with 32 kept connections; what load/wrk.lua prints.</summary>
    public async Task<JsonElement> WrkAsync(Relaying relaying, int seconds)
    {
        string printed = await Tool.RunAsync(Client, seconds + 30,
            [.. ThroughSocks(relaying), "wrk", "-t2", "-c32", $"-d{seconds}s", "-s", Path.GetFullPath("tests/bench/load/wrk.lua"), $"http://{ServerAddress}:{HttpPort(relaying)}/"]);
        return JsonDocument.Parse(printed.Split('\n').Last(line => line.StartsWith('{'))).RootElement;
    }

    /// <summary>The prefix that takes a program which knows no SOCKS through a relay's SOCKS port; empty for other relays.</summary>
    public string[] ThroughSocks(Relaying relaying) => relaying.SocksPort is not { } port ? [] :
        ["proxychains4", "-q", "-f", Write($"proxychains{port}.conf", $"strict_chain\n[ProxyList]\nsocks5 {GatewayAddress} {port}\n")];

    public async ValueTask DisposeAsync()
    {
        foreach (PosixSignalRegistration signal in signals)
            signal.Dispose();
        Close();
        await Task.CompletedTask;
    }

    private static int HttpPort(Relaying relaying) => relaying.Root is null ? RoutedHttpPort : RelayedHttpPort;

    private static string FlowloadPath => Path.GetFullPath("out/bench/flowload");

    private void Close()
    {
        foreach (Process server in servers.ToArray())
            End(server);
        foreach (string netns in new[] { Client, Gateway, Server })
        {
            using Process delete = Process.Start("ip", ["netns", "delete", netns]);
            delete.WaitForExit();
        }
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private void Abandon(PosixSignalContext context)
    {
        Close();
        Environment.Exit(130);
    }

    private static void Kill(Process server)
    {
        server.Kill(entireProcessTree: true);
        server.WaitForExit();
        server.Dispose();
    }
}
