using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary>The built program <c>urelay</c> in the hands of a user, with a home and a state directory of the test's own.</summary>
internal sealed class Urelay : IDisposable
{
    private readonly string[] becoming, limiting;

    private readonly int userId;

    private Urelay(int userId, string? openFiles)
    {
        this.userId = userId;
        bool isRoot = userId == 0;
        Program = isRoot ? Programs.Worker : Programs.ForEveryone;
        Home = Directory.CreateTempSubdirectory("urelay-e2e-").FullName;
        becoming = isRoot ? [] : ["setpriv", "--reuid", $"{userId}", "--regid", $"{userId}", "--clear-groups"];
        limiting = openFiles is null ? [] : ["prlimit", $"--nofile={openFiles}"];
        if (!isRoot)
            Shell.Run("chown", $"{userId}:{userId}", Home);
        Environment = new Dictionary<string, string> { ["HOME"] = Home, ["XDG_STATE_HOME"] = Path.Combine(Home, "state"), ["URELAY_STORE"] = "" };
    }

    /// <summary>By the names that tests use for their users; with limits of open files of their own as prlimit(1) takes them: <c>SOFT:HARD</c>.</summary>
    public static Urelay As(string user, string? openFiles = null) => user switch
    {
        "root" => new Urelay(0, openFiles),
        "nobody" => new Urelay(65_534, openFiles),
        // One whom no other test is: what a user has of the kernel is all his programs' together.
        "loner" => new Urelay(65_533, openFiles),
        _ => throw new ArgumentException($"user '{user}'", nameof(user)),
    };

    /// <summary>The path of the program.</summary>
    public string Program { get; }

    /// <summary>A directory that is this user's alone, deleted at the end.</summary>
    public string Home { get; }

    /// <summary>Where the store is when nobody says.</summary>
    public string Store => Path.Combine(Home, "state", "urelay", "urelay.db");

    public IDictionary<string, string> Environment { get; }

    /// <summary>Makes a store, as <c>urelay migrate</c> would.</summary>
    public Task MakeStoreAsync(string path) => StoreTemplate.CopyAsync(path, userId);

    /// <summary>Runs <c>urelay ARGUMENT…</c> to its end, with nothing on its standard input.</summary>
    public async Task<ShellResult> RunAsync(params string[] arguments)
    {
        using RunningProgram program = Start(arguments);
        return await program.EndAsync();
    }

    /// <summary>Starts <c>urelay ARGUMENT…</c> as an interactive shell would: leader of a process group of its own, with no signal ignored.</summary>
    public RunningProgram Start(params string[] arguments) => new(["setsid", "env", "--default-signal", .. limiting, .. becoming, Program, .. arguments], Environment, Home);

    /// <summary>Starts another program as this user.</summary>
    public RunningProgram StartOther(params string[] command) => new(["setsid", .. becoming, .. command], Environment, Home);

    /// <summary>Runs a script of bash(1) behind the relay to its end.</summary>
    public Task<ShellResult> BashAsync(string script, params string[] options) => RunAsync(["exec", .. options, "--", "bash", "-c", script]);

    /// <summary>Starts a script of bash(1) behind the relay.</summary>
    public RunningProgram StartBash(string script, params string[] options) => Start(["exec", .. options, "--", "bash", "-c", script]);

    /// <summary>The audit of the default store, once it is as it should become.</summary>
    public Task<IReadOnlyList<AuditRow>> AuditAsync(Func<IReadOnlyList<AuditRow>, bool> condition) => AuditRows.WaitAsync(Store, condition);

    /// <summary>The audit when it has so many rows, all ended.</summary>
    public Task<IReadOnlyList<AuditRow>> AuditAsync(int count) =>
        AuditAsync(rows => rows.Count >= count && rows.All(row => row.Outcome != "open"));

    public void Dispose() => Directory.Delete(Home, recursive: true);
}
