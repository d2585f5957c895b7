using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary><c>urelay run</c> as a service manager would start it. Its store is made first, with names of the internet side.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Urelay user;
    private readonly string[] options;
    private RunningProgram? program;

    private Worker(Urelay user, string? store, string[] options)
    {
        this.user = user;
        Store = store ?? Path.Combine(user.Home, "urelay.db");
        this.options = options;
    }

    /// <summary>A file, unless another store was named.</summary>
    public string Store { get; }

    public string Home => user.Home;

    public RunningProgram Program => program ?? throw new InvalidOperationException("the worker is not running");

    /// <param name="listeners">Their URLs.</param>
    /// <param name="hosts">Rows of <c>host</c>: a name and its addresses.</param>
    /// <param name="options">More options of <c>urelay run</c>.</param>
    public static Task<Worker> StartAsync(string[] listeners, (string Name, string[] Addresses)[] hosts, params string[] options) =>
        StartAsync(Urelay.As("root"), listeners, hosts, options);

    /// <summary>In the hands of a user, who is disposed with it.</summary>
    public static async Task<Worker> StartAsync(Urelay user, string[] listeners, (string Name, string[] Addresses)[] hosts, params string[] options)
    {
        Worker worker = new(user, null, [.. listeners.SelectMany(url => (string[])["--listen", url]), .. options]);
        try
        {
            await worker.user.MakeStoreAsync(worker.Store);
            string rows = string.Join(", ", hosts.SelectMany(host => host.Addresses.Select(address => $"('{host.Name}', '{address}')")));
            if (rows.Length > 0)
                worker.Sql($"INSERT INTO host (domain, address) VALUES {rows}");
            await worker.StartAsync();
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>On a store that the test has made.</summary>
    public static async Task<Worker> StartOnAsync(string store, string[] listeners, params string[] options)
    {
        Worker worker = new(Urelay.As("root"), store, [.. listeners.SelectMany(url => (string[])["--listen", url]), .. options]);
        await worker.StartAsync();
        return worker;
    }

    /// <summary>Starts it, or starts it anew after its end; returns when it serves.</summary>
    public async Task StartAsync()
    {
        program?.Dispose();
        program = user.Start(["run", "--store", Store, "--journal", Path.Combine(user.Home, "journal"), .. options]);
        // The lines of the listeners are the last of a start.
        string last = options[Array.LastIndexOf(options, "--listen") + 1];
        await program.WaitForAsync($"{last}\n");
    }

    /// <summary>Another command of the same user.</summary>
    public Task<ShellResult> RunAsync(params string[] arguments) => user.RunAsync(arguments);

    /// <summary>What the shell <c>sqlite3</c> makes of a statement.</summary>
    public string Sql(string statement) => Shell.Run("sqlite3", "-cmd", ".timeout 60000", Store, statement);

    /// <summary>The audit once a row is as it should become; that row.</summary>
    public async Task<AuditRow> AuditAsync(Func<AuditRow, bool> wanted) => (await AuditRows.WaitAsync(Store, rows => rows.Any(wanted))).Last(wanted);

    /// <summary>The row of a name's last flow, once it has ended.</summary>
    public Task<AuditRow> AuditAsync(string name) => AuditAsync(row => row.Domain == name && row.Outcome != "open");

    public void Dispose()
    {
        program?.Dispose();
        user.Dispose();
    }
}
