using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Relay.EndToEnd.Tcp;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>Each timeout can be set, and each has its outcome in the audit.</summary>
public sealed class TimeoutTests(InternetSide internet)
{
    private const int MutePort = 2200, FilteredPort = 2201, SilentlyVanishingPort = 2202, VanishingPort = 2203;

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
        // A wait without an end is nobody's, and the collector may close its socket: this one is a timer's.
        internet.Serve(MutePort, static server => Task.Delay(TimeSpan.FromDays(1)));
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--half-closed-timeout", "1");
        using Socket client = await worker.OpenAsync(MutePort), whole = await worker.OpenAsync(InternetSide.EchoPort);
        client.End();
        await client.AssertResetAsync();
        Assert.Equal("idle_timeout", (await worker.Worker.AuditAsync(row => row.AskedPort == MutePort && row.Outcome != "open")).Outcome);
        await SocksWorker.AssertEchoAsync(whole);
    }

    /// <summary>The kernel asks a silent peer; of one that was sent bytes, their acknowledgement is missed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_that_has_vanished(bool withBytesOnTheWay)
    {
        int port = withBytesOnTheWay ? VanishingPort : SilentlyVanishingPort;
        internet.Serve(port, static server => server.CopyToAsync(server));
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--keepalive", "1");
        using Socket client = await worker.OpenAsync(port);
        await SocksWorker.AssertEchoAsync(client);
        using Blackhole hole = new(internet.Space.Name, $"tcp dport {port}", $"tcp sport {port}");
        if (withBytesOnTheWay)
            await client.SendAsync("are you there?"u8.ToArray());
        await client.AssertResetAsync();
        Assert.Equal("timeout", (await worker.Worker.AuditAsync(row => row.Outcome != "open")).Outcome);
    }

    [Fact]
    public async Task Without_keepalive_nobody_is_asked()
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--keepalive", "0");
        using Socket client = await worker.OpenAsync(InternetSide.EchoPort);
        await SocksWorker.AssertEchoAsync(client);
        Assert.DoesNotContain(SocketTable.Of(worker.Worker.Program.Id), IsAsked);

        using SocksWorker asking = await SocksWorker.StartAsync(internet, "--keepalive", "600");
        using Socket asked = await asking.OpenAsync(InternetSide.EchoPort);
        Assert.Contains(SocketTable.Of(asking.Worker.Program.Id), IsAsked);
    }

    private static bool IsAsked(string connection) => connection.Contains("timer:(keepalive", StringComparison.Ordinal);
}
