using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>RST in is RST out, in every state of a flow, and the audit says whose it was.</summary>
[Collection(SharedLab.Name)]
public sealed class ResetTests(TcpLab lab)
{
    [Theory]
    [InlineData(Way.Transparent, Side.Client)]
    [InlineData(Way.Transparent, Side.Server)]
    [InlineData(Way.Socks, Side.Client)]
    [InlineData(Way.Socks, Side.Server)]
    public async Task Of_an_idle_flow(Way way, Side by)
    {
        using TcpFlow flow = await lab.OpenAsync(way);
        await flow.Client.WriteAsync("up"u8.ToArray());
        _ = await flow.Server.ReadAsync(2);
        await flow.Server.WriteAsync("down"u8.ToArray());
        _ = await flow.Client.ReadAsync(4);
        (Socket here, Socket there) = flow.From(by);
        here.Reset();
        await there.AssertResetAsync();
        await flow.AssertRowAsync(OutcomeOf(by), 2, 4);
    }

    [Theory]
    [InlineData(Way.Transparent, Side.Client)]
    [InlineData(Way.Transparent, Side.Server)]
    [InlineData(Way.Socks, Side.Client)]
    [InlineData(Way.Socks, Side.Server)]
    public async Task While_data_flows_both_ways(Way way, Side by)
    {
        const long endless = long.MaxValue;
        using TcpFlow flow = await lab.OpenAsync(way);
        (Socket here, Socket there) = flow.From(by);
        KeyedBytes forth = new(1), back = new(2);
        Task[] writing = [here.WriteAsync(forth, 0, endless), there.WriteAsync(back, 0, endless)];
        Task reading = ReadToResetAsync(there, forth);
        await here.ReadAsync(back, 0, 3_000_000);
        here.Reset();
        await reading;
        foreach (Task each in writing)
            _ = await Assert.ThrowsAnyAsync<Exception>(() => each);
        await flow.AssertOutcomeAsync(OutcomeOf(by));
    }

    /// <summary>The relay cannot write to the one who resets, nor has it read all from the other.</summary>
    [Theory]
    [InlineData(Side.Client)]
    [InlineData(Side.Server)]
    public async Task Of_the_one_who_did_not_read_while_bytes_are_stuck_before_it(Side by)
    {
        using TcpFlow flow = await lab.OpenAsync();
        (Socket here, Socket there) = flow.From(by);
        await there.FillAsync();
        here.Reset();
        await there.AssertResetAsync();
        await flow.AssertOutcomeAsync(OutcomeOf(by));
    }

    [Theory]
    [InlineData(Side.Client)]
    [InlineData(Side.Server)]
    public async Task After_the_own_FIN(Side by)
    {
        using TcpFlow flow = await lab.OpenAsync();
        (Socket here, Socket there) = flow.From(by);
        here.End();
        await there.AssertEndAsync();
        here.Reset();
        // The end was told already: of the reset, only a write tells.
        _ = await Assert.ThrowsAsync<SocketException>(() => there.WriteAsync(new KeyedBytes(1), 0, long.MaxValue));
        await flow.AssertOutcomeAsync(OutcomeOf(by));
    }

    [Theory]
    [InlineData(Side.Client)]
    [InlineData(Side.Server)]
    public async Task After_the_other_s_FIN(Side by)
    {
        using TcpFlow flow = await lab.OpenAsync();
        (Socket here, Socket there) = flow.From(by);
        there.End();
        await here.AssertEndAsync();
        here.Reset();
        await there.AssertResetAsync();
        await flow.AssertRowAsync(OutcomeOf(by), 0, 0);
    }

    /// <summary>Unread bytes in a closed socket are lost, and TCP says so with RST (RFC 1122, 4.2.2.13): the relay must not make an end in order of it.</summary>
    [Theory]
    [InlineData(Way.Transparent, Side.Client)]
    [InlineData(Way.Transparent, Side.Server)]
    [InlineData(Way.Socks, Side.Client)]
    [InlineData(Way.Socks, Side.Server)]
    public async Task By_a_close_with_unread_data(Way way, Side by)
    {
        using TcpFlow flow = await lab.OpenAsync(way);
        (Socket here, Socket there) = flow.From(by);
        await there.WriteAsync("never read"u8.ToArray());
        Assert.True(here.Poll(TimeSpan.FromSeconds(60), SelectMode.SelectRead));
        here.Dispose();
        await there.AssertResetAsync();
        await flow.AssertRowAsync(OutcomeOf(by), by == Side.Client ? 0 : 10, by == Side.Client ? 10 : 0);
    }

    /// <summary>The kernel tells of a reset once: where a write was told, the read finds an end, but of a connection that is no more.</summary>
    private static async Task ReadToResetAsync(Socket socket, KeyedBytes stream)
    {
        byte[] buffer = new byte[256 << 10];
        try
        {
            int count;
            for (long at = 0; (count = await socket.ReceiveAsync(buffer).WithinDeadline()) > 0; at += count)
                Assert.Equal(-1, stream.FirstWrong(at, buffer.AsSpan(0, count)));
            Assert.Equal(TcpInfo.Closed, TcpInfo.Of(socket).State);
        }
        catch (SocketException told)
        {
            Assert.Equal(SocketError.ConnectionReset, told.SocketErrorCode);
        }
    }

    private static string OutcomeOf(Side by) => by == Side.Client ? "reset_by_client" : "reset_by_remote";
}
