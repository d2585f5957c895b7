using System.Globalization;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>An unprivileged user has 64 pipes of full size, pipe(7): what the relay does when others have taken them.</summary>
public sealed class PipePageTests(InternetSide internet)
{
    private const long Length = 50_000_000;

    [Fact]
    public async Task Without_pipe_pages_bytes_pass_all_the_same()
    {
        Urelay user = Urelay.As("loner");
        using SocksWorker worker = await SocksWorker.StartAsync(internet, user, []);
        using RunningProgram hoard = user.StartOther(Programs.LoadKitForEveryone, "pipes", "count=70");
        await hoard.WaitForAsync("large ");
        // The pages are gone, or the test proves nothing.
        int large = int.Parse(hoard.Output.Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.InRange(large, 1, 69);
        await UploadAsync(worker);

        // And when they are there again.
        Assert.Equal(0, (await hoard.EndAsync()).Status);
        await UploadAsync(worker);
        Assert.All(AuditRows.Read(worker.Worker.Store), row => Assert.NotEqual("error", row.Outcome));
    }

    private async Task UploadAsync(SocksWorker worker)
    {
        string file = Path.Combine(worker.Worker.Home, "upload");
        TestBytes.Write(file, Length);
        ShellResult result = await Shell.TryRunAsync("curl", ["-sS", "--max-time", "60", "--socks5", worker.Proxy, "-T", file, $"http://{internet.Address4}/"]);
        Assert.Equal(TestBytes.ChecksumOf(Length) + "\n", result.Output);
    }
}
