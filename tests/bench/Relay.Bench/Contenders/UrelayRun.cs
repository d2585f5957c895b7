using System.Diagnostics;

namespace Relay.Bench.Contenders;

/// <summary><c>urelay run</c> as it comes, with 1,000 rules that each flow is matched against.</summary>
internal sealed class UrelayRun(string name, bool audit, bool socks) : Contender(name)
{
    private const int Rules = 1000;

    public override async Task<Relaying> StartAsync(Lab lab)
    {
        int port = NextPort();
        string urelay = Path.GetFullPath("urelay"), store = Path.Combine(lab.Directory, $"store{port}.db");
        await Tool.RunAsync(null, 60, urelay, "migrate", "--store", store);
        await Tool.RunAsync(null, 20, "sqlite3", store, $".read {lab.Write("rules.sql", "BEGIN;\n" + string.Concat(Enumerable.Range(0, Rules).Select(Rule)) + "COMMIT;\n")}");
        string listener = socks ? $"socks://{Lab.GatewayAddress}:{port}" : $"transparent://0.0.0.0:{port}";
        string log = Path.Combine(lab.Directory, $"urelay{port}.log");
        Process process = lab.Serve(lab.Gateway, $"urelay{port}", urelay, "run", "--store", store, "--listen", listener, "--audit", audit ? "on" : "off");
        for (int i = 0; i < 100 && !(File.Exists(log) && (await File.ReadAllTextAsync(log)).Contains("Listener", StringComparison.Ordinal)); i++)
            await Task.Delay(100);
        return new Relaying(process, socks ? null : port, socks ? port : null);
    }

    // Half of them by name, half by network, as users have them.
    private static string Rule(int i) => i % 2 == 0
        ? $"INSERT INTO rule (domain, action) VALUES ('blocked-{i}.example', 'block');\n"
        : $"INSERT INTO rule (network, action) VALUES ('198.18.{i / 256}.{i % 256}/32', 'block');\n";
}
