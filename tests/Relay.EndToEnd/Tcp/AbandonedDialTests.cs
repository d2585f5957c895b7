using System.Globalization;
using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>A client that resets while its target is being dialed ends the flow and the dial.</summary>
[Collection(SharedLab.Name)]
public sealed class AbandonedDialTests(TcpLab lab)
{
    [Theory]
    [InlineData(Way.Transparent, false)]
    [InlineData(Way.Transparent, true)]
    [InlineData(Way.Socks, false)]
    [InlineData(Way.Socks, true)]
    public async Task A_reset_during_the_dial_ends_both(Way way, bool afterData)
    {
        using Socket listening = lab.Listen(out int port);
        using Blackhole gone = lab.Drop(port);
        Socket client = way == Way.Transparent ? await lab.ConnectAsync(way, port) : await lab.Private.ConnectAsync(PrivateSide.Gateway4, PrivateSide.SocksPort);
        if (way == Way.Socks)
            await client.WriteAsync(lab.SocksRequest(port));
        if (afterData)
            await client.WriteAsync("never taken"u8.ToArray());
        _ = await lab.Worker.AuditAsync(row => row.AskedPort == port);
        Assert.NotEmpty(Dialing(port));
        client.Reset();
        AuditRow row = await lab.RowAsync(port);
        Assert.Equal(("reset_by_client", 0, 0), (row.Outcome, row.BytesUp, row.BytesDown));
        Assert.Empty(Dialing(port));
    }

    /// <summary>The relay's connections that wait for an answer to their SYN: ss(8).</summary>
    private static string Dialing(int port) => Shell.Run("ss", "-Htn", "state", "syn-sent", string.Create(CultureInfo.InvariantCulture, $"dport = :{port}"));
}
