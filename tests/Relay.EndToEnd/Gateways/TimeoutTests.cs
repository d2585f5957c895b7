using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Relay.EndToEnd.Tcp;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>Each timeout can be set, and each has its outcome in the audit.</summary>
public sealed class TimeoutTests(InternetSide internet)
{
    private const int MutePort = 2200, VanishingPort = 2201, FilteredPort = 2202;

    [Theory]
    [InlineData("", "no SOCKS request came")]
    [InlineData("\x05", "the SOCKS greeting was not finished")]
    [InlineData("\x04\x01", "the SOCKS request was not finished")]
    public async Task A_handshake(string bytes, string error)
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--handshake-timeout", "1");
        using Socket client = await worker.ConnectAsync();
        await client.SendAsync(bytes.Select(each => (byte)each).ToArray());
        await client.AssertEndAsync();
        AuditRow row = await worker.Worker.AuditAsync(row => row.Outcome != "open");
        Assert.Equal(("handshake_failed", error), (row.Outcome, row.Error));
    }

    [Fact]
    public async Task A_dial()
    {
        const byte timedOut = 6; // "TTL expired"
        using Blackhole hole = new(internet.Space.Name, $"tcp dport {FilteredPort}", $"tcp sport {FilteredPort}");
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--dial-timeout", "1");
        using Socket client = await worker.AskAsync(FilteredPort);
        Assert.Equal(timedOut, await SocksWorker.ReplyAsync(client));
        Assert.Equal("timeout", (await worker.Worker.AuditAsync(row => row.Outcome != "open")).Outcome);
    }

    [Fact]
    public async Task A_silent_flow()
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--idle-timeout", "1");
        using Socket client = await worker.OpenAsync(InternetSide.EchoPort);
        await client.AssertResetAsync();
        Assert.Equal("idle_timeout", (await worker.Worker.AuditAsync(row => row.Outcome != "open")).Outcome);
    }

    [Fact]
    public async Task A_half_closed_flow()
    {
        internet.Serve(MutePort, static server => Task.Delay(Timeout.Infinite));
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--half-closed-timeout", "1");
        using Socket client = await worker.OpenAsync(MutePort), whole = await worker.OpenAsync(InternetSide.EchoPort);
        client.End();
        await client.AssertResetAsync();
        Assert.Equal("idle_timeout", (await worker.Worker.AuditAsync(row => row.AskedPort == MutePort && row.Outcome != "open")).Outcome);
        await SocksWorker.AssertEchoAsync(whole);
    }

    [Fact]
    public async Task A_peer_that_has_vanished()
    {
        internet.Serve(VanishingPort, static server => server.CopyToAsync(server));
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--keepalive", "1");
        using Socket client = await worker.OpenAsync(VanishingPort);
        await SocksWorker.AssertEchoAsync(client);
        using Blackhole hole = new(internet.Space.Name, $"tcp dport {VanishingPort}", $"tcp sport {VanishingPort}");
        await client.AssertResetAsync();
        Assert.Equal("timeout", (await worker.Worker.AuditAsync(row => row.Outcome != "open")).Outcome);
    }

    [Fact]
    public async Task Without_keepalive_nobody_is_asked()
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--keepalive", "0");
        using Socket client = await worker.OpenAsync(InternetSide.EchoPort);
        await SocksWorker.AssertEchoAsync(client);
        Assert.DoesNotContain("timer:(keepalive", SocketsOf(worker), StringComparison.Ordinal);

        using SocksWorker asking = await SocksWorker.StartAsync(internet, "--keepalive", "600");
        using Socket asked = await asking.OpenAsync(InternetSide.EchoPort);
        Assert.Contains("timer:(keepalive", SocketsOf(asking), StringComparison.Ordinal);
    }

    /// <summary>The worker's connections with their timers, by ss(8).</summary>
    private static string SocketsOf(SocksWorker worker) => string.Join('\n', Shell.Run("ss", "-Htnpo", "state", "established")
        .Split('\n').Where(line => line.Contains($"pid={worker.Worker.Program.Id},", StringComparison.Ordinal)));
}
