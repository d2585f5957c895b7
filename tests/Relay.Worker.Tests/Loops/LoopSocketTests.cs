using System.Net.Sockets;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Xunit;

namespace Relay.Worker.Tests.Loops;

public sealed class LoopSocketTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    [Fact]
    public async Task Data_makes_a_socket_readable_until_it_is_drained()
    {
        (LoopSocket inner, Socket outer) = await fixture.ConnectAsync();
        _ = outer.Send("abc"u8);
        string received = await fixture.On(async () =>
        {
            Assert.Equal(WaitEnd.Ready, await inner.Readable());
            byte[] buffer = new byte[16];
            IoResult result = inner.Receive(buffer);
            Assert.False(inner.IsReadable);
            Assert.True(inner.Receive(buffer.AsSpan(8)).WouldBlock);
            return System.Text.Encoding.ASCII.GetString(buffer, 0, result.Count);
        });
        Assert.Equal("abc", received);
        outer.Dispose();
        Assert.True(await fixture.On(async () =>
        {
            Assert.Equal(WaitEnd.Ready, await inner.Readable());
            bool end = inner.Receive(new byte[1]).IsEnd;
            inner.Close();
            return end;
        }));
    }

    [Fact]
    public async Task A_read_that_takes_the_last_byte_before_the_FIN_is_known_to()
    {
        (LoopSocket inner, Socket outer) = await fixture.ConnectAsync();
        _ = outer.Send("last"u8);
        outer.Shutdown(SocketShutdown.Send);
        Assert.Equal((false, true), await fixture.On(async () =>
        {
            await PeerShutdownAsync(inner);
            _ = inner.Receive(new byte[2]);
            bool early = inner.IsAtEnd;
            _ = inner.Receive(new byte[16]);
            (bool, bool) seen = (early, inner.IsAtEnd);
            inner.Close();
            return seen;
        }));
        outer.Dispose();
    }

    [Fact]
    public async Task A_read_that_stops_at_urgent_data_is_not_at_the_end()
    {
        (LoopSocket inner, Socket outer) = await fixture.ConnectAsync();
        _ = outer.Send("before"u8);
        _ = outer.Send("!"u8, SocketFlags.OutOfBand);
        outer.Shutdown(SocketShutdown.Send);
        Assert.Equal((6, false), await fixture.On(async () =>
        {
            await PeerShutdownAsync(inner);
            (int, bool) seen = (inner.Receive(new byte[16]).Count, inner.IsAtEnd);
            inner.Close();
            return seen;
        }));
        outer.Dispose();
    }

    private static async Task PeerShutdownAsync(LoopSocket socket)
    {
        while (!socket.PeerHasEnded)
            await Task.Yield();
    }

    [Fact]
    public async Task A_deadline_ends_the_wait()
    {
        (LoopSocket inner, Socket outer) = await fixture.ConnectAsync();
        using Socket keep = outer;
        Assert.Equal(WaitEnd.TimedOut, await fixture.On(async () =>
        {
            inner.SetDeadline(TimeSpan.FromMilliseconds(20));
            WaitEnd end = await inner.Readable();
            inner.Close();
            return end;
        }));
    }

    [Fact]
    public async Task Closing_ends_the_waits_through_the_dispatcher()
    {
        (LoopSocket inner, Socket outer) = await fixture.ConnectAsync();
        using Socket keep = outer;
        bool resumedWithin = await fixture.On(() =>
        {
            bool resumed = false;
            _ = WaitAsync();
            inner.Close();
            return resumed;

            async Task WaitAsync()
            {
                Assert.Equal(WaitEnd.Closed, await inner.Readable());
                resumed = true;
            }
        });
        Assert.False(resumedWithin);
        Assert.Equal(WaitEnd.Closed, await fixture.On(async () => await inner.Readable()));
    }

    [Fact]
    public async Task A_second_waiter_is_a_bug_and_throws()
    {
        (LoopSocket inner, Socket outer) = await fixture.ConnectAsync();
        using Socket keep = outer;
        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.On(async () =>
        {
            ValueTask<WaitEnd> first = inner.Readable();
            try
            {
                return await inner.Readable();
            }
            finally
            {
                inner.Close();
                _ = await first;
            }
        }));
    }

    [Fact]
    public async Task Flow_code_comes_home_after_a_foreign_await() =>
        Assert.True(await fixture.On(async () =>
        {
            await Task.Run(() => { });
            return fixture.Loop.IsHere;
        }));
}
