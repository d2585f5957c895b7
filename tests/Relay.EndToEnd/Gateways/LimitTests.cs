using System.Diagnostics;
using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Relay.EndToEnd.Tcp;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>No more flows than allowed: a clear refusal, a row that names the limit, two lines in the log.</summary>
public sealed class LimitTests(InternetSide internet)
{
    private const byte GeneralFailure = 1;

    [Fact]
    public async Task Flows_in_all()
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--max-flows", "2");
        using Socket first = await worker.OpenAsync(InternetSide.EchoPort), second = await worker.OpenAsync(InternetSide.EchoPort, from: "127.0.0.2");
        using (Socket third = await worker.AskAsync(InternetSide.EchoPort))
        {
            Assert.Equal(GeneralFailure, await SocksWorker.ReplyAsync(third));
            await third.AssertEndAsync();
        }
        AuditRow row = await worker.Worker.AuditAsync(row => row.Outcome == "limit");
        Assert.Equal(("as many flows are open as --max-flows allows: 2", "127.0.0.1", InternetSide.EchoPort), (row.Error, row.ClientAddress, (int)row.AskedPort));
        await SocksWorker.AssertEchoAsync(first);
        await SocksWorker.AssertEchoAsync(second);

        first.Dispose();
        _ = await worker.Worker.AuditAsync(ended => ended.Outcome == "ok");
        using Socket fourth = await worker.OpenAsync(InternetSide.EchoPort);
        await SocksWorker.AssertEchoAsync(fourth);
    }

    [Fact]
    public async Task Flows_of_one_client()
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--max-flows-per-client", "1");
        using Socket first = await worker.OpenAsync(InternetSide.EchoPort);
        using Socket second = await worker.AskAsync(InternetSide.EchoPort);
        Assert.Equal(GeneralFailure, await SocksWorker.ReplyAsync(second));
        using Socket other = await worker.OpenAsync(InternetSide.EchoPort, from: "127.0.0.2");
        await SocksWorker.AssertEchoAsync(other);
        AuditRow row = await worker.Worker.AuditAsync(row => row.Outcome == "limit");
        Assert.Equal("the client has as many flows open as --max-flows-per-client allows: 1", row.Error);
    }

    [Fact]
    public async Task Flows_of_one_listener_and_a_transparent_refusal_is_a_reset()
    {
        using PrivateSide side = new();
        using Worker worker = await Worker.StartAsync([side.TransparentListener + "&max=1&name=door", side.SocksListener], []);
        using Socket first = await side.ConnectAsync(internet.Address4, InternetSide.EchoPort);
        await SocksWorker.AssertEchoAsync(first);
        await AssertRefusedAsync(side);
        AuditRow row = await worker.AuditAsync(row => row.Outcome == "limit");
        Assert.Equal(("the listener door has as many flows open as its max allows: 1", "door"), (row.Error, row.Listener));
        Assert.Equal(0, (await side.RunAsync("curl", "-sS", "--socks5", $"{PrivateSide.Gateway4}:{PrivateSide.SocksPort}", $"http://{internet.Address4}/")).Status);
    }

    [Fact]
    public async Task A_flood_of_refusals_floods_neither_the_log_nor_the_audit()
    {
        const int flood = 3000;
        using PrivateSide side = new();
        using Worker worker = await Worker.StartAsync([side.TransparentListener], [], "--max-flows", "1");
        using Socket first = await side.ConnectAsync(internet.Address4, InternetSide.EchoPort);
        await SocksWorker.AssertEchoAsync(first);
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < flood; i++)
            await AssertRefusedAsync(side);
        await SocksWorker.AssertEchoAsync(first);
        // It ends only when all have been refused: its count has them all.
        await worker.Program.WaitForAsync("Flows are no longer refused");
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Assert.Contains($"Flows are no longer refused; {flood} were (as many flows are open as --max-flows allows: 1)", worker.Program.Errors, StringComparison.Ordinal);
        Assert.Single(worker.Program.Errors.Split('\n'), line => line.Contains("Flows are refused", StringComparison.Ordinal));

        first.Dispose();
        IReadOnlyList<AuditRow> rows = await AuditRows.WaitAsync(worker.Store, rows => rows.Any(row => row.Outcome == "ok"));
        Assert.InRange(rows.Count(row => row.Outcome == "limit"), 100, 100 * (seconds + 1));
    }

    /// <summary>The handshake is the kernel's: the reset may come before or after connect(2) has ended.</summary>
    private async Task AssertRefusedAsync(PrivateSide side)
    {
        SocketException reset = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using Socket refused = await side.ConnectAsync(internet.Address4, InternetSide.EchoPort);
            _ = await refused.ReceiveAsync(new byte[1]).WithinDeadline();
        });
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }
}
