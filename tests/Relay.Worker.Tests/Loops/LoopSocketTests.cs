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
