using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>A ready configuration as <c>scripts/pdns/try.sh</c> runs it: PowerDNS, the program and an SQLite store.</summary>
internal sealed class Trial : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-try-");
    private readonly string[] arguments;
    private readonly string backendOptions;
    private LoggedProcess process;

    private Trial(string setup, string backendOptions, string[] options)
    {
        // PowerDNS gives up for good where the start of a co-process takes longer than pipe-timeout.
        string[] patience = setup is "stdio" or "pipe" ? ["--pipe-timeout=60000"] : [];
        arguments = [setup, directory.FullName, $"{Port}", "--queue-limit=60000", .. patience, .. options];
        this.backendOptions = backendOptions;
        process = Start();
    }

    public int Port { get; } = Loopback.FreePort();

    public string Log => process.Log;

    /// <summary>Where all its files are.</summary>
    public string Place => directory.FullName;

    /// <summary>Done when it answers: the store is opened in its own time, and until then the answer is SERVFAIL.</summary>
    /// <param name="setup">That of the script.</param>
    /// <param name="backendOptions">Options of <c>urelay-pdns</c>.</param>
    /// <param name="options">Options of <c>pdns_server</c>.</param>
    public static async Task<Trial> StartAsync(string setup, string backendOptions = "", params string[] options)
    {
        Trial trial = new(setup, backendOptions, options);
        await trial.ServeAsync();
        return trial;
    }

    /// <summary>Ends it, PowerDNS and all, and starts it anew.</summary>
    public async Task RestartAsync()
    {
        process.Dispose();
        process = Start();
        await ServeAsync();
    }

    /// <summary>An answer that is not SERVFAIL.</summary>
    public Task<string> DigAsync(params string[] query) => Dig.AskUntilServedAsync(Port, query);

    public void Administer(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(Place, "urelay.db")};Pooling=False;Default Timeout=30");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        process.Dispose();
        directory.Delete(recursive: true);
    }

    private LoggedProcess Start()
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "pdns", "try.sh"), arguments);
        start.Environment["URELAY_PDNS"] = UrelayPdns.Path;
        start.Environment["URELAY_PDNS_OPTIONS"] = backendOptions;
        start.Environment.Remove("URELAY_STORE");
        return new LoggedProcess(start, PdnsServer.IsReady, isScript: true);
    }

    private async Task ServeAsync()
    {
        await process.Ready;
        _ = await DigAsync("ready.test", "AAAA");
    }
}
