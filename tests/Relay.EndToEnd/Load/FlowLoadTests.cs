using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Load;

/// <summary>Many flows at once, and many after another.</summary>
[Collection(OneByOne.Name)]
public sealed class FlowLoadTests(InternetSide internet, ITestOutputHelper output)
{
    /// <summary>URELAY_LOAD_SECONDS sets how long; a full measurement takes 60.</summary>
    [Fact]
    public async Task Nine_thousand_idle_flows_and_a_thousand_new_ones_a_second()
    {
        const int idle = 9000, rate = 1000;
        int seconds = LoadLab.Size("URELAY_LOAD_SECONDS", 5);
        using LoadLab lab = await LoadLab.StartAsync(internet);
        _ = await lab.RunAsync("sequence", "flows=100", "parallel=8", "bulk=1000");
        int before = lab.CountDescriptors("socket:");

        string result = await lab.RunAsync("flows", $"idle={idle}", $"rate={rate}", $"seconds={seconds}");
        output.WriteLine(result);
        Assert.Collection(
            result.TrimEnd().Split('\n'),
            line => Assert.StartsWith($"idle done={idle} failed=0 ", line, StringComparison.Ordinal),
            line => Assert.StartsWith($"new done={rate * seconds} failed=0 ", line, StringComparison.Ordinal),
            line => Assert.StartsWith($"echo done={idle} failed=0 ", line, StringComparison.Ordinal),
            line => Assert.StartsWith($"end done={idle} failed=0 ", line, StringComparison.Ordinal));
        await lab.AssertAuditAsync($"ok|{100 + idle + rate * seconds}");
        await lab.Worker.Program.WaitAsync(() => lab.CountDescriptors("socket:") == before, $"come back to {before} sockets");
        AssertNoComplaint(lab);
    }

    /// <summary>URELAY_LOAD_FLOWS sets how many; a full measurement takes 100,000.</summary>
    [Fact]
    public async Task Flows_after_another_leave_no_socket_no_pipe_and_no_memory()
    {
        // Idle pipes that are kept: Hosting/Gateway; two descriptors each.
        const int warmUp = 2000, keptPipes = 2 * 16, slack = 48 << 10;
        int flows = LoadLab.Size("URELAY_LOAD_FLOWS", 5000);
        using LoadLab lab = await LoadLab.StartAsync(internet);
        int pipesAtFirst = lab.CountDescriptors("pipe:");
        string[] arguments = ["parallel=16", "bulk=1000000"];
        _ = await lab.RunAsync("sequence", ["flows=" + warmUp, .. arguments]);
        await lab.AssertAuditAsync($"ok|{warmUp}");
        int sockets = lab.CountDescriptors("socket:");
        long memory = lab.ResidentMemory();

        string result = await lab.RunAsync("sequence", [$"flows={flows}", .. arguments]);
        Assert.StartsWith($"flows done={flows} failed=0 ", result, StringComparison.Ordinal);
        await lab.AssertAuditAsync($"ok|{warmUp + flows}");
        await lab.Worker.Program.WaitAsync(() => lab.CountDescriptors("socket:") == sockets, $"come back to {sockets} sockets");
        long grown = lab.ResidentMemory() - memory;
        output.WriteLine($"{result}memory {memory} KiB, grown by {grown} KiB");
        // The runtime has two for each thread of its own.
        Assert.InRange(lab.CountDescriptors("pipe:"), 0, pipesAtFirst + keptPipes + 64);
        Assert.InRange(grown, long.MinValue, slack);
        AssertNoComplaint(lab);
    }

    /// <summary>On a machine that is busy otherwise, new flows may pile up until there is no room for a moment: they wait, and that is told.</summary>
    private static void AssertNoComplaint(LoadLab lab) => Assert.All(
        lab.Worker.Program.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        line => Assert.Matches("^urelay: (Listener |No room for another connection .the limit of open files has room for [0-9]+ flows.|Accepting again)", line));
}
