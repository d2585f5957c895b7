using Relay.EndToEnd.Lab;
using Relay.TestKit;

namespace Relay.EndToEnd.Clients;

/// <summary>A resolver of other people's making in the client's namespace, that forwards to the relay.</summary>
internal sealed class Forwarder : IDisposable
{
    private readonly PrivateSide network;
    private readonly string address;
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-forwarder-");
    private readonly RunningProgram program;

    /// <param name="network">Whose client asks it.</param>
    /// <param name="address">Where it serves, on the client's loopback.</param>
    /// <param name="files">Written first; <c>DIRECTORY</c> in texts and command is where they are.</param>
    /// <param name="command">Stays in the foreground.</param>
    private Forwarder(PrivateSide network, string address, Dictionary<string, string> files, params string[] command)
    {
        (this.network, this.address) = (network, address);
        foreach ((string name, string text) in files)
            File.WriteAllText(Path.Combine(directory.FullName, name), Placed(text));
        program = network.Start([.. command.Select(Placed)]);
    }

    /// <summary>The process: exec(3) only, from <c>setsid</c> on.</summary>
    public int Id => program.Id;

    public string Log => program.Output + program.Errors;

    /// <summary>unbound with its cache, as hardened as Debian's and more: with an Internet's key, and with private addresses kept out.</summary>
    public static Task<Forwarder> StartUnboundAsync(PrivateSide network, string relayConf) => ReadyAsync(new Forwarder(
        network, "127.0.0.2",
        new Dictionary<string, string>
        {
            ["relay.conf"] = relayConf,
            ["unbound.conf"] = """
                server:
                    interface: 127.0.0.2
                    chroot: ""
                    username: ""
                    directory: "DIRECTORY"
                    pidfile: ""
                    use-syslog: no
                    trust-anchor: ". DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"
                    private-address: fc00::/7
                    use-caps-for-id: yes
                    qname-minimisation: yes
                    prefetch: yes
                include: "DIRECTORY/relay.conf"
                """,
        },
        "/usr/sbin/unbound", "-d", "-c", "DIRECTORY/unbound.conf"));

    /// <summary>dnsmasq as on many routers: no names without a dot, no reverse names of private addresses.</summary>
    public static Task<Forwarder> StartDnsmasqAsync(PrivateSide network, string relayConf) => ReadyAsync(new Forwarder(
        network, "127.0.0.3",
        new Dictionary<string, string>
        {
            ["relay.conf"] = relayConf,
            ["dnsmasq.conf"] = """
                listen-address=127.0.0.3
                bind-interfaces
                no-hosts
                domain-needed
                bogus-priv
                conf-file=DIRECTORY/relay.conf

                """,
        },
        "dnsmasq", "--keep-in-foreground", "--user=root", "--pid-file=", "--log-facility=-", "--conf-file=DIRECTORY/dnsmasq.conf"));

    /// <summary>
    /// systemd-resolved without systemd and D-Bus, which it does not need: in a mount namespace with an /etc and a /run of its own, with the names of programs there asked of it by
    /// nss-resolve(8) and through its stub listener.
    /// </summary>
    public static Task<Forwarder> StartResolvedAsync(PrivateSide network, string relayConf) => ReadyAsync(new Forwarder(
        network, "127.0.0.53",
        new Dictionary<string, string>
        {
            ["relay.conf"] = relayConf,
            ["start"] = $$"""
                mount --make-rprivate /
                mkdir DIRECTORY/etc
                cp -a /etc/. DIRECTORY/etc
                mount --bind DIRECTORY/etc /etc
                rm -f /etc/resolv.conf
                printf 'nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n' > /etc/resolv.conf
                sed -i 's/^hosts:.*/hosts: resolve [!UNAVAIL=return] dns/' /etc/nsswitch.conf
                getent passwd systemd-resolve > /dev/null || echo 'systemd-resolve:x:990:990::/:/usr/sbin/nologin' >> /etc/passwd
                getent group systemd-resolve > /dev/null || echo 'systemd-resolve:x:990:' >> /etc/group
                mkdir -p /etc/systemd/resolved.conf.d
                rm -f /etc/systemd/resolved.conf /etc/systemd/resolved.conf.d/*
                cp DIRECTORY/relay.conf /etc/systemd/resolved.conf.d
                mount -t tmpfs -o mode=755 tmpfs /run
                install -d -o systemd-resolve -g systemd-resolve /run/systemd/resolve
                LD_LIBRARY_PATH={{ResolvedPlace.Libraries}} exec {{ResolvedPlace.Program}}
                """,
        },
        "unshare", "--mount", "bash", "-euo", "pipefail", "DIRECTORY/start"));

    /// <summary>dig(1) on it.</summary>
    public async Task<string> DigAsync(params string[] query)
    {
        ShellResult answer = await network.RunAsync(["dig", $"@{address}", "+time=10", "+tries=3", .. query]);
        return answer.Status == 0 ? answer.Output : throw new InvalidOperationException($"{string.Join(' ', query)}: {answer}\n{Log}");
    }

    public void Dispose()
    {
        program.Dispose();
        directory.Delete(recursive: true);
    }

    /// <summary>When it answers.</summary>
    private static async Task<Forwarder> ReadyAsync(Forwarder forwarder)
    {
        int tries = 0;
        while ((await forwarder.network.RunAsync("dig", $"@{forwarder.address}", "+time=1", "+tries=1", "localhost", "A")).Status != 0)
        {
            if (++tries == 200)
            {
                forwarder.Dispose();
                throw new TimeoutException($"no answer from {forwarder.program}\n{forwarder.Log}");
            }
            await Task.Delay(50);
        }
        return forwarder;
    }

    private string Placed(string text) => text.Replace("DIRECTORY", directory.FullName, StringComparison.Ordinal);
}
