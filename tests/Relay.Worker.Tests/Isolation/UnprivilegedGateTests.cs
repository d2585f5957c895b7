using System.Diagnostics;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Isolation;

public sealed class UnprivilegedGateTests
{
    /// <summary>An ordinary user must get the same namespaces as root: the same tests, by a process of nobody's.</summary>
    [Fact]
    public async Task Everything_holds_for_nobody_too()
    {
        string tests = Path.Combine(AppContext.BaseDirectory, "Relay.Worker.Tests");
        string[] asNobody = Libc.UserId == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];
        using Process process = Process.Start(new ProcessStartInfo(asNobody[0], [.. asNobody[1..], tests, "-class", typeof(GateTests).FullName!, "-noLogo"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        })!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
    }
}
