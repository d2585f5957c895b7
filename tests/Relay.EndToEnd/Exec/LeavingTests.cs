using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Exec;

/// <summary>Nothing is left behind: neither after the program's end nor after the sudden death of urelay itself.</summary>
public sealed class LeavingTests(InternetSide internet)
{
    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public async Task Nothing_is_left_behind(string user)
    {
        string[] mounts = Mounts();
        string resolvConf = await File.ReadAllTextAsync("/etc/resolv.conf", TestContext.Current.CancellationToken);
        using Urelay urelay = Urelay.As(user);
        // What the program leaves in the background ends with it.
        ShellResult result = await urelay.BashAsync($"(sleep 1000; : {urelay.Home}) & curl -sS http://demo.test/", "--host", $"demo.test={internet.Address4}");
        Assert.Equal(("hello\n", 0), (result.Output, result.Status));
        Assert.Empty(ProcessesWith(urelay.Home));
        Assert.Empty(Mounts().Except(mounts));
        Assert.Equal(1, Shell.TryRun("ip", "link", "show", "gate").Status);
        Assert.Equal(resolvConf, await File.ReadAllTextAsync("/etc/resolv.conf", TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(urelay.Store + ".journal", "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public async Task Killed_it_leaves_no_process_and_a_usable_store_with_the_lost_flows(string user)
    {
        string[] mounts = Mounts();
        using Urelay urelay = Urelay.As(user);
        string[] host = ["--host", $"demo.test={internet.Address4}"];
        using (RunningProgram program = urelay.StartBash($"(sleep 1000; : {urelay.Home}) & curl -sS http://demo.test/; curl -sSN http://demo.test/hold & wait", host))
        {
            await program.WaitForAsync("hello");
            await urelay.AuditAsync(rows => rows.Count(row => row.Outcome == "open") == 1);
            Assert.NotEmpty(ProcessesWith(urelay.Home));
            program.Signal("KILL");
            await program.EndAsync();
        }
        await Until(() => ProcessesWith(urelay.Home).Count == 0);
        Assert.Empty(Mounts().Except(mounts));

        Assert.Equal("hello\n", (await urelay.BashAsync("curl -sS http://demo.test/", host)).Output);
        Assert.Equal(["ok", "lost", "ok"], (await urelay.AuditAsync(3)).Select(row => row.Outcome));
        Assert.Empty(Directory.GetFiles(urelay.Store + ".journal", "*", SearchOption.AllDirectories));
    }

    /// <summary>Those of the host; other tests may make network namespaces meanwhile, each of which is a mount.</summary>
    private static string[] Mounts() =>
        [.. File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1]).Where(path => !path.StartsWith("/run/netns", StringComparison.Ordinal))];

    /// <summary>The command lines with a text in them, of all processes.</summary>
    private static List<string> ProcessesWith(string text)
    {
        List<string> found = [];
        foreach (string process in Directory.GetDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])))
        {
            try
            {
                string command = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
                if (command.Contains(text, StringComparison.Ordinal))
                    found.Add(command);
            }
            catch (IOException)
            {
                continue; // It has just ended.
            }
        }
        return found;
    }

    private static async Task Until(Func<bool> condition)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(20, deadline.Token);
    }
}
