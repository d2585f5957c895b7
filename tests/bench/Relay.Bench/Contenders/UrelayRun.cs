using System.Diagnostics;

namespace Relay.Bench.Contenders;

/// <summary><c>urelay run</c> as it comes, with 1,000 rules that each flow is matched against.</summary>
internal sealed class UrelayRun(string name, bool audit, bool socks) : Contender(name)
{
    private const int Rules = 1000;

    private static string Program => Path.GetFullPath("urelay");

    public override async Task<Relaying> StartAsync(Lab lab)
    {
        int port = NextPort();
        string store = await FillAsync(lab, port, "BEGIN;\n" + string.Concat(Enumerable.Range(0, Rules).Select(Rule)) + "COMMIT;\n");
        string listener = socks ? $"socks://{Lab.GatewayAddress}:{port}" : $"transparent://0.0.0.0:{port}";
        Process process = await ServeAsync(lab, lab.Gateway, port, store, listener, "--audit", audit ? "on" : "off");
        return new Relaying(process, socks ? null : port, socks ? port : null);
    }

    /// <summary>Makes a store with what <paramref name="sql"/> inserts.</summary>
    public static async Task<string> FillAsync(Lab lab, int port, string sql)
    {
        string store = Path.Combine(lab.Directory, $"store{port}.db");
        await Tool.RunAsync(null, 60, Program, "migrate", "--store", store);
        await Tool.RunAsync(null, 120, "sqlite3", store, $".read {lab.Write("fill.sql", sql)}");
        return store;
    }

    /// <summary>Starts it in one of the lab's namespaces, and waits until it listens.</summary>
    public static async Task<Process> ServeAsync(Lab lab, string netns, int port, string store, string listener, params string[] more)
    {
        string log = Path.Combine(lab.Directory, $"urelay{port}.log");
        Process process = lab.Serve(netns, $"urelay{port}", [Program, "run", "--store", store, "--listen", listener, "--journal", Path.Combine(lab.Directory, $"journal{port}"), .. more]);
        for (int i = 0; i < 100 && !(File.Exists(log) && (await File.ReadAllTextAsync(log)).Contains("Listener", StringComparison.Ordinal)); i++)
            await Task.Delay(100);
        return process;
    }

    // Half of them by name, half by network, as users have them.
    private static string Rule(int i) => i % 2 == 0
        ? $"INSERT INTO rule (domain, action) VALUES ('blocked-{i}.example', 'block');\n"
        : $"INSERT INTO rule (network, action) VALUES ('198.18.{i / 256}.{i % 256}/32', 'block');\n";
}
