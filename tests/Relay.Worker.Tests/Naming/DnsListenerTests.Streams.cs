using System.Net.Sockets;
using Relay.Store.Dns;
using Relay.Worker.Naming;
using Xunit;

namespace Relay.Worker.Tests.Naming;

// Over TCP (RFC 7766).
public sealed partial class DnsListenerTests
{
    [Fact]
    public async Task Questions_over_TCP_may_come_together_or_in_pieces()
    {
        phantoms.Add("known.test");
        using Socket client = await ConnectStreamAsync();
        byte[] known = Framed(Query("known.test", DnsType.Aaaa)), fresh = Framed(Query("fresh.test", DnsType.Aaaa));
        client.Send([.. known, .. fresh, .. known]);
        for (int i = 0; i < 3; i++)
            Assert.Equal(1, Header(await ReceiveFramedAsync(client)).Answers);
        foreach (byte piece in fresh)
            client.Send([piece]);
        Assert.Equal(1, Header(await ReceiveFramedAsync(client)).Answers);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }

    /// <summary>RFC 7766 section 6.2.1.1: what is known does not wait for what is not, and comes in one piece.</summary>
    [Fact]
    public async Task Replies_over_TCP_come_in_the_order_in_which_they_are_known()
    {
        TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        phantoms.Add("known.test");
        phantoms.Database = _ => committed.Task;
        using Socket client = await ConnectStreamAsync();
        byte[] known = Query("known.test", DnsType.Aaaa), fresh = Query("fresh.test", DnsType.Aaaa);
        (known[1], fresh[1]) = (1, 2);
        client.Send([.. Framed(fresh), .. Framed(known), .. Framed(known)]);
        byte[] together = await ReceiveAsync(client);
        Assert.Equal(2 * (2 + (together[0] << 8 | together[1])), together.Length);
        Assert.Equal(1, together[3]);
        // It has ended its half, and still hears what it asked.
        client.Shutdown(SocketShutdown.Send);
        committed.SetResult();
        Assert.Equal(2, (await ReceiveAsync(client))[3]);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task A_connection_is_read_no_further_while_too_many_questions_wait()
    {
        TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously), all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int asked = 0;
        phantoms.Database = _ =>
        {
            if (Interlocked.Increment(ref asked) == DnsStream.MaxWaiting)
                all.SetResult();
            return committed.Task;
        };
        using Socket client = await ConnectStreamAsync();
        for (int i = 0; i < 2 * DnsStream.MaxWaiting; i++)
            client.Send(Framed(Query($"n{i}.test", DnsType.Aaaa)));
        await all.Task;
        Assert.InRange(await loop.RunAsync(() => Task.FromResult(asked)), DnsStream.MaxWaiting, DnsStream.MaxWaiting + 4096 / Query("n1.test", DnsType.Aaaa).Length);
        committed.SetResult();
        for (int i = 0; i < 2 * DnsStream.MaxWaiting; i++)
            Assert.Equal(1, Header(await ReceiveFramedAsync(client)).Answers);
    }

    /// <summary>An answer that takes its time is no silence of the client's.</summary>
    [Fact]
    public async Task A_connection_that_waits_for_an_answer_is_not_idle()
    {
        TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously), asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        phantoms.Database = _ =>
        {
            asked.SetResult();
            return committed.Task;
        };
        using Socket client = await ConnectStreamAsync();
        client.Send(Framed(Query("fresh.test", DnsType.Aaaa)));
        await asked.Task;
        await loop.RunAsync(() => Task.FromResult(0));
        time.Advance(DnsStream.IdleTimeout + TimeSpan.FromMilliseconds(20));
        await loop.RunAsync(() => Task.FromResult(0));
        await loop.RunAsync(() => Task.FromResult(0));
        committed.SetResult();
        Assert.Equal(1, Header(await ReceiveFramedAsync(client)).Answers);
    }

    [Fact]
    public async Task A_client_has_so_many_connections_and_a_new_one_ends_the_longest_idle()
    {
        phantoms.Add("known.test");
        List<Socket> clients = [];
        for (int i = 0; i <= DnsStreams.MaxPerClient; i++)
        {
            clients.Add(await ConnectStreamAsync());
            clients[i].Send(Framed(Query("known.test", DnsType.Aaaa)));
            _ = await ReceiveFramedAsync(clients[i]);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.Equal(0, await clients[0].ReceiveAsync(new byte[1]));
        clients[1].Send(Framed(Query("known.test", DnsType.Aaaa)));
        _ = await ReceiveFramedAsync(clients[1]);
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Connections_that_are_owed_an_answer_are_kept_and_a_new_one_is_reset()
    {
        TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously), all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int asked = 0;
        phantoms.Database = _ =>
        {
            if (Interlocked.Increment(ref asked) == DnsStreams.MaxPerClient)
                all.SetResult();
            return committed.Task;
        };
        List<Socket> clients = [];
        for (int i = 0; i < DnsStreams.MaxPerClient; i++)
        {
            clients.Add(await ConnectStreamAsync());
            clients[i].Send(Framed(Query($"n{i}.test", DnsType.Aaaa)));
        }
        await all.Task;
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using Socket late = await ConnectStreamAsync();
            await late.ReceiveAsync(new byte[1]);
        });
        committed.SetResult();
        foreach (Socket client in clients)
        {
            Assert.Equal(1, Header(await ReceiveFramedAsync(client)).Answers);
            client.Dispose();
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 11 })]
    [InlineData(new byte[] { 0, 12, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public async Task What_is_no_question_ends_a_connection(byte[] sent)
    {
        using Socket client = await ConnectStreamAsync();
        client.Send(sent);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task What_was_asked_before_is_still_answered()
    {
        phantoms.Add("known.test");
        using Socket client = await ConnectStreamAsync();
        client.Send([.. Framed(Query("known.test", DnsType.Aaaa)), 0, 1, 0]);
        Assert.Equal(1, Header((await ReceiveAsync(client))[2..]).Answers);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task A_question_without_end_ends_a_connection()
    {
        using Socket client = await ConnectStreamAsync();
        client.Send([0xff, 0xff, .. new byte[4094]]);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task An_idle_connection_is_closed_after_ten_seconds()
    {
        phantoms.Add("known.test");
        using Socket client = await ConnectStreamAsync();
        client.Send(Framed(Query("known.test", DnsType.Aaaa)));
        _ = await ReceiveFramedAsync(client);
        // What was posted runs after the listener has begun to wait for the next question.
        await loop.RunAsync(() => Task.FromResult(0));
        time.Advance(DnsStream.IdleTimeout + TimeSpan.FromMilliseconds(20));
        loop.Post(static _ => { }, null);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }
}
