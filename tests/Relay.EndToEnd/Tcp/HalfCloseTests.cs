using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>Each FIN passes by itself, behind the last byte before it and no earlier, and the other half goes on.</summary>
[Collection(SharedLab.Name)]
public sealed class HalfCloseTests(TcpLab lab)
{
    private const int Before = 300_000, After = 5_000_000;

    [Theory]
    [InlineData(Way.Transparent, Side.Client)]
    [InlineData(Way.Transparent, Side.Server)]
    [InlineData(Way.Socks, Side.Client)]
    [InlineData(Way.Socks, Side.Server)]
    public async Task One_half_ends_while_data_goes_on_in_the_other(Way way, Side first)
    {
        using TcpFlow flow = await lab.OpenAsync(way);
        (Socket here, Socket there) = flow.From(first);
        KeyedBytes forth = new(1), back = new(2);
        // Data flows back before, during and after the FIN.
        Task writing = there.WriteAsync(back, 0, Before), reading = here.ReadAsync(back, 0, Before);
        await here.WriteAsync(forth, 0, Before);
        here.End();
        await there.ReadAsync(forth, 0, Before);
        await there.AssertEndAsync();
        await Task.WhenAll(writing, reading);

        await Task.WhenAll(there.WriteAsync(back, Before, After), here.ReadAsync(back, Before, After));
        there.End();
        await here.AssertEndAsync();
        await flow.AssertRowAsync("ok", first == Side.Client ? Before : After, first == Side.Client ? After : Before);
    }

    /// <summary>Requests and answers without a byte of their own: only the FINs.</summary>
    [Theory]
    [InlineData(Side.Client)]
    [InlineData(Side.Server)]
    public async Task A_FIN_without_a_byte_passes_and_a_byte_still_comes_back(Side first)
    {
        using TcpFlow flow = await lab.OpenAsync();
        (Socket here, Socket there) = flow.From(first);
        here.End();
        await there.AssertEndAsync();
        await there.WriteAsync("late"u8.ToArray());
        Assert.Equal("late"u8.ToArray(), await here.ReadAsync(4));
        there.End();
        await here.AssertEndAsync();
        await flow.AssertRowAsync("ok", first == Side.Client ? 0 : 4, first == Side.Client ? 4 : 0);
    }

    /// <summary>Sizes around the relay's buffers and segments: the last bytes and the FIN come in one packet, or in many.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(16 * 1024 - 1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(64 * 1024)]
    [InlineData(1024 * 1024 + 1)]
    [InlineData(10_000_000)]
    public async Task The_last_bytes_before_both_FINs_arrive(int length)
    {
        KeyedBytes up = new(3), down = new(4);
        using TcpFlow flow = await lab.OpenAsync();
        await Task.WhenAll(SendAsync(flow.Client, up), SendAsync(flow.Server, down), TakeAsync(flow.Server, up), TakeAsync(flow.Client, down));
        await flow.AssertRowAsync("ok", length, length);

        async Task SendAsync(Socket socket, KeyedBytes stream)
        {
            await socket.WriteAsync(stream, 0, length, chunk: int.Min(length, 1 << 20));
            socket.End();
        }

        async Task TakeAsync(Socket socket, KeyedBytes stream)
        {
            await socket.ReadAsync(stream, 0, length);
            await socket.AssertEndAsync();
        }
    }

    /// <summary>The bytes before a FIN wait in the relay, because their reader does not read yet; the FIN stays behind them.</summary>
    [Theory]
    [InlineData(Side.Client)]
    [InlineData(Side.Server)]
    public async Task A_FIN_does_not_overtake_bytes_that_wait_for_a_slow_reader(Side first)
    {
        const int length = 12_000_000;
        KeyedBytes stream = new(5);
        using TcpFlow flow = await lab.OpenAsync(prepareServer: SmallBuffer);
        SmallBuffer(flow.Client);
        (Socket here, Socket there) = flow.From(first);
        Task writing = SendAsync();
        // The other half is alive meanwhile, and shows that the relay has passed on what it could.
        await there.WriteAsync("ping"u8.ToArray());
        Assert.Equal("ping"u8.ToArray(), await here.ReadAsync(4));
        await there.ReadAsync(stream, 0, 1000);
        await there.ReadAsync(stream, 1000, length);
        await there.AssertEndAsync();
        await writing;
        there.End();
        await here.AssertEndAsync();
        await flow.AssertRowAsync("ok", first == Side.Client ? length : 4, first == Side.Client ? 4 : length);

        async Task SendAsync()
        {
            await here.WriteAsync(stream, 0, length);
            here.End();
        }
    }

    private static void SmallBuffer(Socket socket) => socket.ReceiveBufferSize = 64 << 10;
}
