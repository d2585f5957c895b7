using System.Diagnostics;

namespace Relay.Bench.Names;

/// <summary>PowerDNS with the configuration that we ship, but for its backend and caches.</summary>
internal sealed class Pdns(PdnsBackend backend, int cacheSeconds, bool isSigned) : NameServer(TitleOf(backend.Name, cacheSeconds, isSigned))
{
    /// <summary>How long caches keep: not at all, as shipped, or so long that they must be told of changes.</summary>
    public const int Off = 0, Short = 1, Long = 60;

    private const string Shipped = "scripts/pdns/pdns-urelay.conf";

    public override bool IsSigned => isSigned;

    public static string TitleOf(string backend, int cacheSeconds, bool isSigned) =>
        $"PowerDNS, {backend}, caches {(cacheSeconds == Off ? "off" : cacheSeconds == Short ? "1 s" : "60 s, PURGE each second")}{(isSigned ? ", DNSSEC" : "")}";

    public override async Task<RunningServer> StartAsync(string directory, int port)
    {
        string[] lines = await backend.PrepareAsync(directory), keys = isSigned ? await PdnsZone.SignAsync(directory, backend, lines) : [];
        string launch = isSigned && backend.Launch is not (PdnsZone.SqlBackend or "bind") ? $"{PdnsZone.SqlBackend},{backend.Launch}" : backend.Launch;
        bool isPipe = backend.Launch == "pipe";
        IEnumerable<string> shipped = (await File.ReadAllLinesAsync(Shipped)).Where(line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#')
            // The others have no such settings, and can list their zones.
            .Where(line => isPipe || !(line.StartsWith("pipe-", StringComparison.Ordinal) || line.StartsWith("zone-cache", StringComparison.Ordinal)));
        string[] own =
        [
            $"launch={launch}", $"local-address=127.0.0.1", $"local-port={port}", $"socket-dir={directory}",
            $"cache-ttl={cacheSeconds}", $"query-cache-ttl={cacheSeconds}", $"negquery-cache-ttl={cacheSeconds}", .. lines.Union(keys),
        ];
        HashSet<string> written = [.. own.Select(KeyOf)];
        await File.WriteAllLinesAsync(Path.Combine(directory, "pdns.conf"), [.. shipped.Where(line => !written.Contains(KeyOf(line))), .. own]);
        List<Process> processes = [];
        if (backend.Companion is { } companion)
        {
            processes.Add(Tool.Serve(null, Path.Combine(directory, "companion.log"), companion(directory)));
            for (int i = 0; i < 100 && !File.Exists(PdnsBackend.SocketIn(directory)); i++)
                await Task.Delay(100);
        }
        processes.Add(Tool.Serve(
            null, Path.Combine(directory, "pdns.log"), "pdns_server", $"--config-dir={directory}", "--daemon=no", "--guardian=no", "--disable-syslog"));
        return new RunningServer([.. processes]) { Purges = cacheSeconds == Long ? Path.Combine(directory, "pdns.controlsocket") : null };
    }

    private static string KeyOf(string line) => line[..line.IndexOf('=', StringComparison.Ordinal)];
}
