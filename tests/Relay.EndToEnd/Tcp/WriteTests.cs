using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>However a stream is cut into writes, it arrives as it was sent.</summary>
[Collection(SharedLab.Name)]
public sealed class WriteTests(TcpLab lab)
{
    [Theory]
    [InlineData(Way.Transparent, 20_000, 1)]
    [InlineData(Way.Socks, 20_000, 1)]
    [InlineData(Way.Transparent, 200_000, 100)]
    [InlineData(Way.Transparent, 100_000_000, 64 * 1024)]
    [InlineData(Way.Socks, 100_000_000, 64 * 1024)]
    public async Task In_writes_of_one_size_both_ways(Way way, int length, int size)
    {
        KeyedBytes up = new(1), down = new(2);
        using TcpFlow flow = await lab.OpenAsync(way);
        await Task.WhenAll(
            flow.Client.WriteAsync(up, 0, length, size), flow.Server.WriteAsync(down, 0, length, size),
            flow.Server.ReadAsync(up, 0, length), flow.Client.ReadAsync(down, 0, length));
        flow.Client.End();
        await flow.Server.AssertEndAsync();
        flow.Server.End();
        await flow.Client.AssertEndAsync();
        await flow.AssertRowAsync("ok", length, length);
    }

    /// <summary>Alone in the relay's hands, each byte is passed on without waiting for a next one.</summary>
    [Fact]
    public async Task Byte_by_byte_to_and_fro()
    {
        const int count = 1000;
        using TcpFlow flow = await lab.OpenAsync();
        for (int i = 0; i < count; i++)
        {
            await flow.Client.WriteAsync(new[] { (byte)i });
            Assert.Equal((byte)i, (await flow.Server.ReadAsync(1))[0]);
            await flow.Server.WriteAsync(new[] { (byte)~i });
            Assert.Equal((byte)~i, (await flow.Client.ReadAsync(1))[0]);
        }
        flow.Server.End();
        flow.Client.End();
        await flow.Client.AssertEndAsync();
        await flow.Server.AssertEndAsync();
        await flow.AssertRowAsync("ok", count, count);
    }

    /// <summary>Urgent bytes stay in their place (SO_OOBINLINE), whether the data around them is copied or spliced, and the last one may be urgent.</summary>
    [Theory]
    [InlineData(Side.Client, 10)]
    [InlineData(Side.Client, 300_000)]
    [InlineData(Side.Server, 10)]
    [InlineData(Side.Server, 300_000)]
    public async Task With_urgent_data_between(Side by, int size)
    {
        const int rounds = 20;
        KeyedBytes stream = new(3);
        using TcpFlow flow = await lab.OpenAsync();
        (Socket here, Socket there) = flow.From(by);
        int length = rounds * (size + 1);
        Task reading = there.ReadAsync(stream, 0, length);
        for (int at = 0; at < length; at += size + 1)
        {
            await here.WriteAsync(stream, at, at + size);
            Assert.Equal(1, await here.SendAsync(stream.Take(at + size, 1), SocketFlags.OutOfBand).WithinDeadline());
        }
        here.End();
        await reading;
        await there.AssertEndAsync();
        await there.WriteAsync("fine"u8.ToArray());
        there.End();
        Assert.Equal("fine"u8.ToArray(), await here.ReadAsync(4));
        await here.AssertEndAsync();
        await flow.AssertRowAsync("ok", by == Side.Client ? length : 4, by == Side.Client ? 4 : length);
    }
}
