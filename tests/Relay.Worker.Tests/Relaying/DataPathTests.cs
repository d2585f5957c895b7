using System.Net.Sockets;
using System.Security.Cryptography;
using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Relaying;
using Relay.Worker.Tests.Loops;
using Xunit;

namespace Relay.Worker.Tests.Relaying;

public sealed class DataPathTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    [Theory]
    [InlineData(16)]
    [InlineData(0)]
    public async Task Bulk_passes_unaltered_both_ways_with_and_without_pipes(int pipes)
    {
        await using Relayed flow = await StartAsync(pipes);
        byte[] up = RandomNumberGenerator.GetBytes(24 << 20), down = RandomNumberGenerator.GetBytes(24 << 20);
        Task<byte[]> upArrived = ReadToEndAsync(flow.Server), downArrived = ReadToEndAsync(flow.Client);
        await Task.WhenAll(WriteAllAsync(flow.Client, up), WriteAllAsync(flow.Server, down));
        byte[] atServer = await upArrived, atClient = await downArrived;
        Assert.True(up.AsSpan().SequenceEqual(atServer));
        Assert.True(down.AsSpan().SequenceEqual(atClient));
        Assert.Equal(Outcome.Ok, (await flow.End).Outcome);
        Assert.Equal((up.Length, down.Length), (flow.Path.BytesUp, flow.Path.BytesDown));
    }

    [Fact]
    public async Task A_FIN_closes_one_half_and_the_other_goes_on()
    {
        await using Relayed flow = await StartAsync();
        await WriteAllAsync(flow.Client, "request"u8.ToArray());
        Assert.Equal("request"u8.ToArray(), await ReadToEndAsync(flow.Server));
        await WriteAllAsync(flow.Server, "a late answer"u8.ToArray());
        Assert.Equal("a late answer"u8.ToArray(), await ReadToEndAsync(flow.Client));
        Assert.Equal(Outcome.Ok, (await flow.End).Outcome);
    }

    [Fact]
    public async Task Single_bytes_and_early_bytes_keep_their_order()
    {
        await using Relayed flow = await StartAsync(earlyUp: "early "u8.ToArray(), earlyDown: "banner "u8.ToArray());
        foreach (byte each in "one by one"u8.ToArray())
            _ = await flow.Client.SendAsync(new[] { each });
        flow.Client.Shutdown(SocketShutdown.Send);
        flow.Server.Shutdown(SocketShutdown.Send);
        Assert.Equal("early one by one"u8.ToArray(), await ReadToEndAsync(flow.Server));
        Assert.Equal("banner "u8.ToArray(), await ReadToEndAsync(flow.Client));
    }

    [Theory]
    [InlineData(true, Outcome.ResetByClient)]
    [InlineData(false, Outcome.ResetByRemote)]
    public async Task A_reset_is_blamed_on_who_sent_it(bool byClient, Outcome expected)
    {
        await using Relayed flow = await StartAsync();
        (byClient ? flow.Client : flow.Server).Close(0);
        Assert.Equal(expected, (await flow.End).Outcome);
    }

    [Fact]
    public async Task A_reset_after_the_own_FIN_is_seen_too()
    {
        await using Relayed flow = await StartAsync();
        flow.Server.Shutdown(SocketShutdown.Send);
        Assert.Empty(await ReadToEndAsync(flow.Client));
        flow.Server.Close(0);
        Assert.Equal(Outcome.ResetByRemote, (await flow.End).Outcome);
    }

    [Fact]
    public async Task A_reader_that_stops_stops_the_writer_and_loses_nothing()
    {
        await using Relayed flow = await StartAsync();
        byte[] sent = RandomNumberGenerator.GetBytes(64 << 20);
        Task writing = WriteAllAsync(flow.Client, sent);
        byte[] first = new byte[1];
        _ = await flow.Server.ReceiveAsync(first);
        Assert.False(writing.IsCompleted); // 64 MiB fit no buffer on the way
        byte[] rest = await ReadToEndAsync(flow.Server);
        await writing;
        Assert.True(sent.AsSpan(1).SequenceEqual(rest));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(60_000)]
    public async Task Urgent_data_keeps_its_place_also_when_the_FIN_is_there_already(int before)
    {
        byte[] head = RandomNumberGenerator.GetBytes(before);
        await using Relayed flow = await StartAsync(clientFirst: client =>
        {
            Assert.Equal(head.Length, client.Send(head));
            Assert.Equal(1, client.Send("!"u8, SocketFlags.OutOfBand));
            Assert.Equal(4, client.Send("tail"u8));
            client.Shutdown(SocketShutdown.Send);
        });
        byte[] arrived = await ReadToEndAsync(flow.Server);
        Assert.Equal([.. head, .. "!tail"u8], arrived);
    }

    [Fact]
    public async Task A_reset_is_seen_while_its_bytes_are_stuck()
    {
        await using Relayed flow = await StartAsync();
        byte[] flood = new byte[1 << 20];
        flow.Client.Blocking = false;
        SocketError stuck = SocketError.Success;
        for (int i = 0; i < 64 && stuck == SocketError.Success; i++)
            _ = flow.Client.Send(flood, 0, flood.Length, SocketFlags.None, out stuck);
        flow.Client.Close(0);
        Assert.Equal(Outcome.ResetByClient, (await flow.End).Outcome);
    }

    [Fact]
    public async Task Silence_ends_a_flow_after_its_timeout()
    {
        await using Relayed flow = await StartAsync(timeouts: new RelayTimeouts { Idle = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(Outcome.IdleTimeout, (await flow.End).Outcome);
    }

    private async Task<Relayed> StartAsync(int pipes = 16, byte[]? earlyUp = null, byte[]? earlyDown = null, RelayTimeouts? timeouts = null, Action<Socket>? clientFirst = null)
    {
        (LoopSocket client, Socket clientPeer) = await fixture.ConnectAsync();
        (LoopSocket remote, Socket remotePeer) = await fixture.ConnectAsync();
        clientFirst?.Invoke(clientPeer);
        PipePool pool = new(fixture.Loop, pipes, kept: 4);
        DataPath path = new(client, remote, pool, timeouts ?? new RelayTimeouts());
        Task<RelayEnd> end = fixture.On(async () =>
        {
            path.Begin(earlyUp, earlyDown);
            RelayEnd result = await path.EndAsync();
            client.Close();
            remote.Close();
            pool.Dispose();
            return result;
        });
        return new Relayed(clientPeer, remotePeer, path, end);
    }

    private static async Task WriteAllAsync(Socket socket, byte[] bytes)
    {
        await SendAllAsync(socket, bytes);
        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task SendAllAsync(Socket socket, byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;)
            sent += await socket.SendAsync(bytes.AsMemory(sent, Math.Min(100_000, bytes.Length - sent)));
    }

    private static async Task<byte[]> ReadToEndAsync(Socket socket)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[256 << 10];
        while (await socket.ReceiveAsync(buffer) is > 0 and int count)
            all.Write(buffer, 0, count);
        return all.ToArray();
    }

    private sealed record Relayed(Socket Client, Socket Server, DataPath Path, Task<RelayEnd> End) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            Server.Dispose();
            _ = await End;
        }
    }
}
