using System.Net;
using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>What the client sends before the relay has reached the target arrives there first, and whole.</summary>
[Collection(SharedLab.Name)]
public sealed class EarlyDataTests(TcpLab lab)
{
    /// <summary>TCP_QUICKACK, tcp(7).</summary>
    private const int Tcp = 6, QuickAck = 12;

    [Fact]
    public async Task Data_in_the_packet_that_acknowledges_the_SYN()
    {
        using Socket listening = lab.Listen(out int port);
        using Socket client = lab.Private.NewSocket(AddressFamily.InterNetwork);
        // Without quick acknowledgements, the handshake's last ACK waits for data to go along with.
        client.SetRawSocketOption(Tcp, QuickAck, new byte[sizeof(int)]);
        await client.ConnectAsync(IPAddress.Parse(lab.Internet.Address4), port, TestContext.Current.CancellationToken);
        await client.WriteAsync("first"u8.ToArray());
        Assert.Equal(2u, TcpInfo.Of(client).SegmentsOut);
        using Socket server = await listening.AcceptOneAsync();
        Assert.Equal("first"u8.ToArray(), await server.ReadAsync(5));
        // The relay does as the client did.
        Assert.Equal(2u, TcpInfo.Of(server).SegmentsIn);
        await AssertGoesOnAsync(client, server, port, 5);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(5, true)]
    [InlineData(1_000_000, false)]
    [InlineData(1_000_000, true)]
    public async Task Data_before_the_dial_ends(int length, bool andEnd)
    {
        KeyedBytes stream = new(7);
        using Socket listening = lab.Listen(out int port);
        Socket client;
        Task sending;
        using (lab.Drop(port))
        {
            client = await lab.ConnectAsync(Way.Transparent, port);
            sending = SendAsync();
            _ = await lab.Worker.AuditAsync(row => row.AskedPort == port);
        }
        using Socket server = await listening.AcceptOneAsync();
        await server.ReadAsync(stream, 0, length);
        await sending;
        if (andEnd)
            await server.AssertEndAsync();
        await AssertGoesOnAsync(client, server, port, length, clientEnds: !andEnd);
        client.Dispose();

        async Task SendAsync()
        {
            await client.WriteAsync(stream, 0, length);
            if (andEnd)
                client.End();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task Data_behind_a_SOCKS_request(int length)
    {
        KeyedBytes stream = new(8);
        using Socket listening = lab.Listen(out int port);
        using Socket client = await lab.Private.ConnectAsync(PrivateSide.Gateway4, PrivateSide.SocksPort);
        await client.WriteAsync((byte[])[.. lab.SocksRequest(port), .. stream.Take(0, length)]);
        using Socket server = await listening.AcceptOneAsync();
        await server.ReadAsync(stream, 0, length);
        Assert.Equal(0x5a, (await client.ReadAsync(8))[1]);
        await AssertGoesOnAsync(client, server, port, length);
    }

    /// <summary>The flow is as any other from here on.</summary>
    private async Task AssertGoesOnAsync(Socket client, Socket server, int port, int early, bool clientEnds = true)
    {
        await server.WriteAsync("answer"u8.ToArray());
        Assert.Equal("answer"u8.ToArray(), await client.ReadAsync(6));
        if (clientEnds)
        {
            await client.WriteAsync("more"u8.ToArray());
            client.End();
            Assert.Equal("more"u8.ToArray(), await server.ReadAsync(4));
            await server.AssertEndAsync();
        }
        server.End();
        await client.AssertEndAsync();
        AuditRow row = await lab.RowAsync(port);
        Assert.Equal(("ok", early + (clientEnds ? 4 : 0), 6), (row.Outcome, row.BytesUp, row.BytesDown));
    }
}
