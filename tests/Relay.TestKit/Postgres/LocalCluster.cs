using System.Diagnostics;
using System.Globalization;

namespace Relay.TestKit.Postgres;

/// <summary>A cluster in a temporary directory, reached by a Unix socket in it. PostgreSQL refuses to run as root: then it runs as another user.</summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private const int Port = 5432, StandbyPort = 5433;

    private readonly string binaries;
    private readonly string directory;
    private readonly bool durable;
    private string? serving;

    private LocalCluster(string binaries, string directory, bool durable) => (this.binaries, this.directory, this.durable) = (binaries, directory, durable);

    /// <summary>The same, for PostgreSQL's own programs.</summary>
    public string Uri => $"postgresql://postgres@/postgres?host={directory}&port={Port}";

    public string StandbyConnectionString => ConnectionString.Replace($"Port={Port}", $"Port={StandbyPort}", StringComparison.Ordinal);

    public string ConnectionString => $"Host={directory};Port={Port};Username=postgres;Database=postgres;Maximum Pool Size=20";

    /// <summary>The newest directory with <c>initdb</c>, or null.</summary>
    public static string? FindBinaries()
    {
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(path => path, StringComparer.Ordinal).Select(path => Path.Combine(path, "bin"))
            : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return debian.Concat(path).FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, "initdb")));
    }

    /// <param name="binaries">Where <c>initdb</c> is.</param>
    /// <param name="durable">Whether a commit waits for the disk.</param>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<LocalCluster> StartAsync(string binaries, bool durable = false)
    {
        LocalCluster cluster = new(binaries, Directory.CreateTempSubdirectory("urelay-pg-").FullName, durable);
        try
        {
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", [User, cluster.directory]).ConfigureAwait(false);
            await cluster.RunToolAsync("initdb", "-D", cluster.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync").ConfigureAwait(false);
            await cluster.StartServerAsync().ConfigureAwait(false);
            return cluster;
        }
        catch
        {
            Directory.Delete(cluster.directory, recursive: true);
            throw;
        }
    }

    /// <summary>Makes a standby of it that streams, asynchronously, and is reached at another port of the same directory.</summary>
    public async Task StartStandbyAsync()
    {
        await RunToolAsync("pg_basebackup", "-h", directory, "-U", "postgres", "-D", Standby, "-R", "-X", "stream", "-c", "fast", "--no-sync").ConfigureAwait(false);
        await ServeAsync(Standby, StandbyPort).ConfigureAwait(false);
    }

    /// <summary>What is committed from now on the standby does not get.</summary>
    public Task StopStandbyAsync() => StopAsync(Standby, "fast");

    /// <summary>The primary dies, and the standby takes its place.</summary>
    public async Task FailOverAsync()
    {
        await StopAsync(Data, "immediate").ConfigureAwait(false);
        await ServeAsync(Standby, Port).ConfigureAwait(false);
        await RunToolAsync("pg_ctl", "-D", Standby, "-w", "promote").ConfigureAwait(false);
        serving = Standby;
    }

    /// <summary>The same, but the standby stays where it is reached.</summary>
    public async Task FailOverInPlaceAsync()
    {
        await StopAsync(Data, "immediate").ConfigureAwait(false);
        await RunToolAsync("pg_ctl", "-D", Standby, "-w", "promote").ConfigureAwait(false);
        serving = Standby;
    }

    /// <summary>Both servers, of which a client takes the primary.</summary>
    public string BothConnectionString => ConnectionString.Replace($"Host={directory};Port={Port}", $"Host={directory}:{Port},{directory}:{StandbyPort};Target Session Attributes=primary", StringComparison.Ordinal);

    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public Task StartServerAsync() => ServeAsync(Serving, Port);

    /// <param name="mode">As pg_ctl(1) takes it: <c>fast</c>, <c>immediate</c>.</param>
    public Task StopAsync(string mode) => StopAsync(Serving, mode);

    /// <summary>SIGKILL to all its processes at once, so that none of them ends in order.</summary>
    public async Task KillAsync()
    {
        int first = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Serving, "postmaster.pid")).ConfigureAwait(false))[0], CultureInfo.InvariantCulture);
        using Process postmaster = Process.GetProcessById(first);
        postmaster.Kill(entireProcessTree: true);
        await postmaster.WaitForExitAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync("immediate").ConfigureAwait(false);
        Directory.Delete(directory, recursive: true);
    }

    private static string User => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private Task ServeAsync(string data, int port) => RunToolAsync(
        "pg_ctl", "-D", data, "-w", "-t", "60", "-l", Path.Combine(directory, "log"),
        "-o", $"-k {directory} -p {port} -c listen_addresses= -c fsync={(durable ? "on" : "off")} -c max_connections=200", "start");

    private string Serving => serving ?? Data;

    private Task StopAsync(string data, string how) => RunToolAsync("pg_ctl", "-D", data, "-w", "-m", how, "stop");

    private string Standby => Path.Combine(directory, "standby");

    private string Data => Path.Combine(directory, "data");

    private Task RunToolAsync(string tool, params string[] arguments)
    {
        string program = Path.Combine(binaries, tool);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid", User, "--regid", "nogroup", "--clear-groups", "--", program, .. arguments])
            : RunAsync(program, arguments);
    }

    // The shell keeps the output in a file: the server would hold a pipe open for ever.
    private static async Task RunAsync(string program, string[] arguments)
    {
        string output = Path.GetTempFileName();
        try
        {
            ProcessStartInfo start = new("/bin/sh") { WorkingDirectory = "/" };
            foreach (string argument in (string[])["-c", "out=$1; shift; exec \"$@\" > \"$out\" 2>&1 < /dev/null", "sh", output, program, .. arguments])
                start.ArgumentList.Add(argument);
            using Process process = Process.Start(start)!;
            await process.WaitForExitAsync().ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {(await File.ReadAllTextAsync(output).ConfigureAwait(false)).Trim()}");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
