using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Clients;

/// <summary>
/// A gateway whose names come from the built-in listener by IPv4 and from PowerDNS by IPv6, on one store, and <c>client.c</c> built with two C libraries:
/// for clients of other people's making.
/// </summary>
public sealed class NamingLab(InternetSide internet) : IAsyncLifetime
{
    public const string BuiltIn = PrivateSide.Gateway4, PowerDns = PrivateSide.Gateway6;

    /// <summary>A built-in listener of this name, for which a test may make a pool.</summary>
    internal const string Global = "global", GlobalAddress = "10.75.0.3";

    /// <summary>A name that leads to a web server; one that is an alias of it, and one below a DNAME; one that has the server's IPv4 address as a record of ours; one whose alias never ends.</summary>
    public const string Site = "www.example.org", Alias = "alias.example.org", Moved = "www.old.example.net", FourOnly = "four.example.org", Circle = "circle.example.org";

    /// <summary>A search domain that has no names.</summary>
    public const string EmptyZone = "corp.example.net";

    /// <summary>A name that has these addresses.</summary>
    public const string Many = "many.example.org";
    internal static readonly string[] ManyAddresses = [.. Enumerable.Range(1, 40).Select(n => $"192.0.2.{n}")];

    /// <summary>The parts of a page: see <see cref="BrowserTests"/>.</summary>
    internal static readonly string[] PageNames = ["page.example.org", "script.example.org", "images.example.org", "pictures.example.org"];

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-clients-");
    private readonly HashSet<int> ports = [];
    private Worker? worker;
    private Pdns? pdns;

    internal PrivateSide Private { get; } = new();

    internal InternetSide Internet => internet;

    internal Worker Worker => worker ?? throw new InvalidOperationException("not started");

    /// <summary>The phantom of <see cref="Site"/>.</summary>
    internal string Phantom { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await BuildAsync("gcc", "glibc");
        await BuildAsync("musl-gcc", "musl", "-static");
        Private.Gateway.Ip($"addr add {GlobalAddress}/24 dev lab0");
        string at = $"netns={Private.Gateway.Name}";
        worker = await Worker.StartAsync(
            [Private.TransparentListener, $"dns://{GlobalAddress}:53?{at}&name={Global}", $"dns://{BuiltIn}:53?{at}"], [.. PageNames.Append(Site).Select(name => (name, (string[])[internet.Address4]))]);
        Phantom = await Private.PhantomOfAsync(Site);
        worker.Sql($"INSERT INTO dns_zone (name) VALUES ('{EmptyZone}')");
        worker.Sql($"INSERT INTO dns_record (name, type, content) VALUES {string.Join(", ", Records().Select(record => $"('{record.Name}', '{record.Type}', '{record.Content}')"))}");
        while ((await Private.RunAsync("dig", "+short", Alias, "CNAME")).Output.Length == 0)
            continue;
        pdns = new Pdns(Private, worker.Store, PowerDns);
        await pdns.WaitAsync();
    }

    public ValueTask DisposeAsync()
    {
        pdns?.Dispose();
        worker?.Dispose();
        Private.Dispose();
        directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The path of <c>client.c</c> with the C library <c>glibc</c> or <c>musl</c>.</summary>
    internal string ClientOf(string library) => Path.Combine(directory.FullName, library);

    /// <summary>One more server on the internet side, unless an earlier test has started it.</summary>
    internal void ServeOnce(int port, Func<NetworkStream, Task> serve)
    {
        if (ports.Add(port))
            internet.Serve(port, serve);
    }

    /// <summary>Runs a program in the client's namespace with a resolv.conf(5) of its own.</summary>
    internal Task<ShellResult> RunAsync(string resolvConf, params string[] command)
    {
        const string script = "mount -t tmpfs tmpfs /mnt; printf '%s' \"$0\" > /mnt/resolv.conf; mount --bind /mnt/resolv.conf /etc/resolv.conf; exec \"$@\"";
        return Private.RunAsync(["unshare", "--mount", "bash", "-euc", script, resolvConf, .. command]);
    }

    private IEnumerable<(string Name, string Type, string Content)> Records() =>
    [
        (Alias, "CNAME", Site), ("old.example.net", "DNAME", "example.org"), (Circle, "CNAME", Circle), (FourOnly, "A", internet.Address4),
        .. ManyAddresses.Select(address => (Many, "A", address)),
    ];

    private async Task BuildAsync(string compiler, string library, params string[] options)
    {
        string source = Path.Combine(Programs.Root, "tests/Relay.EndToEnd/Clients/client.c");
        ShellResult built = await Shell.TryRunAsync(compiler, ["-O1", "-Wall", "-Wextra", "-Werror", .. options, "-o", ClientOf(library), source]);
        Assert.True(built.Status == 0, built.ToString());
    }
}
