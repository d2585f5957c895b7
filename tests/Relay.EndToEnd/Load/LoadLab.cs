using System.Globalization;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Load;

/// <summary>
/// A worker between load generators in the client's namespace and an echo server in the internet's, programs of their own (tests/Relay.LoadKit). Several ports,
/// because a pair of addresses and one port allow a client 28,000 connections, those in TIME_WAIT included.
/// </summary>
internal sealed class LoadLab : IDisposable
{
    private const string EchoPorts = "2600-2607";

    private readonly InternetSide internet;
    private readonly RunningProgram echo;
    private Worker? worker;

    private LoadLab(InternetSide internet)
    {
        this.internet = internet;
        echo = new RunningProgram(["setsid", "ip", "netns", "exec", internet.Space.Name, Programs.LoadKit, "echo", $"ports={EchoPorts}"], new Dictionary<string, string>(), "/");
    }

    public PrivateSide Private { get; } = new();

    public Worker Worker => worker ?? throw new InvalidOperationException("not started");

    public static async Task<LoadLab> StartAsync(InternetSide internet, params string[] options)
    {
        LoadLab lab = new(internet);
        try
        {
            await lab.echo.WaitForAsync("ready");
            lab.worker = await Worker.StartAsync([lab.Private.TransparentListener, lab.Private.SocksListener, lab.Private.DnsListener], [], options);
            return lab;
        }
        catch
        {
            lab.Dispose();
            throw;
        }
    }

    /// <summary>How large a test is: from the environment, else a size for every day.</summary>
    public static int Size(string variable, int everyDay) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : everyDay;

    /// <summary>Connections to the echo server, to their end; what the generator printed.</summary>
    public Task<string> RunAsync(string mode, params string[] arguments) => RunToAsync(internet.Address4, mode, arguments);

    /// <summary>The same, by another address of its.</summary>
    public async Task<string> RunToAsync(string target, string mode, params string[] arguments)
    {
        ShellResult result = await Private.RunAsync([Programs.LoadKit, mode, $"target={target}", $"ports={EchoPorts}", .. arguments]);
        Assert.True(result.Status == 0, result.ToString());
        return result.Output;
    }

    /// <summary>A generator against the worker's SOCKS port.</summary>
    public RunningProgram StartOnSocks(string mode, params string[] arguments) =>
        Private.Start([Programs.LoadKit, mode, $"target={PrivateSide.Gateway4}", $"ports={PrivateSide.SocksPort}", .. arguments]);

    /// <summary>The worker's descriptors of a kind: <c>socket:</c>, <c>pipe:</c>.</summary>
    public int CountDescriptors(string kind) => Directory.EnumerateFileSystemEntries($"/proc/{Worker.Program.Id}/fd")
        .Count(path => new FileInfo(path).LinkTarget?.StartsWith(kind, StringComparison.Ordinal) == true);

    /// <summary>The worker's memory, in KiB.</summary>
    public long ResidentMemory() => long.Parse(
        File.ReadLines($"/proc/{Worker.Program.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>Waits until the audit has these outcomes and no others: <c>ok|5000</c>, a line each, in the order of the alphabet.</summary>
    public Task AssertAuditAsync(params string[] outcomes) => Worker.Program.WaitAsync(
        () => Worker.Sql("SELECT outcome, count(*) FROM connection GROUP BY outcome ORDER BY outcome").Trim() == string.Join('\n', outcomes), $"record {string.Join(", ", outcomes)}");

    public void Dispose()
    {
        worker?.Dispose();
        echo.Dispose();
        Private.Dispose();
    }
}
