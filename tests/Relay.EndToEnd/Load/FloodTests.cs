using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Load;

/// <summary>Who begins and does not go on does not stop others.</summary>
[Collection(OneByOne.Name)]
public sealed class FloodTests(InternetSide internet, ITestOutputHelper output)
{
    [Fact]
    public async Task Half_handshakes_and_a_SYN_flood_do_not_stop_a_normal_client()
    {
        const int slow = 3000, normal = 500;
        using LoadLab lab = await LoadLab.StartAsync(internet, "--handshake-timeout", "20");
        using RunningProgram half = lab.StartOnSocks("half", $"count={slow}");
        await half.WaitForAsync($"held {slow}");
        using RunningProgram flood = lab.StartOnSocks("syn", "seconds=5");
        await flood.WaitForAsync("flooding");

        string proxy = $"{PrivateSide.Gateway4}:{PrivateSide.SocksPort}";
        ShellResult page = await lab.Private.RunAsync("curl", "-sS", "--max-time", "40", "--socks5", proxy, $"http://{internet.Address4}/");
        Assert.Equal("hello\n", page.Output);
        string result = await lab.RunAsync("sequence", $"flows={normal}", "parallel=8", "bulk=100000");
        Assert.StartsWith($"flows done={normal} failed=0 ", result, StringComparison.Ordinal);
        Assert.DoesNotContain("ended", half.Output, StringComparison.Ordinal);

        ShellResult flooded = await flood.EndAsync();
        output.WriteLine(result + flooded.Output);
        Assert.Equal($"held {slow}\nended {slow}\n", (await half.EndAsync()).Output);
        await lab.AssertAuditAsync($"handshake_failed|{slow}", $"ok|{normal + 1}");
    }
}
