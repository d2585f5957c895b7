using System.Diagnostics;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>Debian's <c>pdns_server</c> with a configuration that we ship, on a loopback port of its own.</summary>
internal sealed class PdnsServer : IDisposable
{
    private const string Program = "/usr/sbin/pdns_server";

    private readonly LoggedProcess process;
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-pdns-");
    private readonly int port = Loopback.FreePort();

    /// <param name="pipeCommand">The program with its arguments, or the path of a Unix socket.</param>
    /// <param name="overrides">Options that differ from the shipped file.</param>
    public PdnsServer(string pipeCommand, params string[] overrides)
        : this("pdns-urelay.conf", [$"--pipe-command={pipeCommand}", "--pipe-timeout=60000"], overrides)
    {
    }

    private PdnsServer(string configuration, string[] backend, string[] overrides)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "pdns", configuration), Path.Combine(directory.FullName, "pdns.conf"));
        ProcessStartInfo start = new(Program,
        [
            $"--config-dir={directory.FullName}", $"--socket-dir={directory.FullName}", "--local-address=127.0.0.1", $"--local-port={port}", "--daemon=no", "--guardian=no", "--disable-syslog=yes",
            // A machine that is busy with other tests is no reason to fail one.
            "--queue-limit=60000", .. backend, .. overrides,
        ]);
        process = new LoggedProcess(start, IsReady);
    }

    /// <summary>What PowerDNS, and through its standard error the co-process, said.</summary>
    public string Log => process.Log;

    /// <summary>The remote backend, on the socket of a server.</summary>
    public static PdnsServer OfRemote(string socket, params string[] overrides) =>
        new("pdns-urelay-remote.conf", [$"--remote-connection-string=unix:path={socket},timeout=60000"], overrides);

    /// <summary>The second is what it says where it has one distributor thread.</summary>
    public static bool IsReady(string line) =>
        line.Contains("ready to distribute questions", StringComparison.Ordinal) || line.Contains("operating unthreaded", StringComparison.Ordinal);

    /// <summary>Runs dig(1), once PowerDNS is ready.</summary>
    public async Task<string> DigAsync(params string[] query)
    {
        await process.Ready;
        return await Dig.AskAsync(port, query);
    }

    /// <summary>The same, until the answer is not SERVFAIL.</summary>
    public async Task<string> DigUntilServedAsync(params string[] query)
    {
        await process.Ready;
        return await Dig.AskUntilServedAsync(port, query);
    }

    public void Dispose()
    {
        process.Dispose();
        directory.Delete(recursive: true);
    }
}
