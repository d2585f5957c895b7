using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Relay.Store.Model;
using Relay.Worker.Dialing;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Relaying;
using Relay.Worker.Sockets;
using Relay.Worker.Tests.Loops;
using Xunit;

namespace Relay.Worker.Tests.Dialing;

/// <summary>TLS to a proxy: who is believed, and that a flow behind it is like any other.</summary>
public sealed class TlsDialerTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    private const string Name = "proxy.test";

    private static readonly RelayTimeouts Timeouts = new();

    [Fact]
    public async Task Bytes_pass_both_ways_and_each_end_by_itself()
    {
        using TlsPeer peer = new(Name);
        await using Relayed flow = await RelayAsync(peer);
        byte[] up = RandomNumberGenerator.GetBytes(8 << 20), down = RandomNumberGenerator.GetBytes(8 << 20);
        Task<byte[]> arriving = ReadToEndAsync(flow.Stream), back = ReadToEndAsync(new NetworkStream(flow.Client));
        await new NetworkStream(flow.Client).WriteAsync(up, Cancellation);
        flow.Client.Shutdown(SocketShutdown.Send);
        AssertSame(up, await arriving);
        // The client has ended, and is told all the same.
        await flow.Stream.WriteAsync(down, Cancellation);
        await flow.Stream.ShutdownAsync();
        AssertSame(down, await back);
        Assert.Equal(new RelayEnd(Outcome.Ok), await flow.End);
        Assert.Equal((up.Length, down.Length), (flow.Path.BytesUp, flow.Path.BytesDown));
    }

    [Fact]
    public async Task An_end_of_the_proxy_leaves_the_other_way_open()
    {
        using TlsPeer peer = new(Name);
        await using Relayed flow = await RelayAsync(peer);
        await flow.Stream.WriteAsync("bye"u8.ToArray(), Cancellation);
        await flow.Stream.ShutdownAsync();
        Assert.Equal("bye"u8.ToArray(), await ReadToEndAsync(new NetworkStream(flow.Client)));
        await flow.Client.SendAsync("late"u8.ToArray());
        flow.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("late"u8.ToArray(), await ReadToEndAsync(flow.Stream));
        Assert.Equal(new RelayEnd(Outcome.Ok), await flow.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_cut_off_is_a_reset(bool byReset)
    {
        using TlsPeer peer = new(Name);
        await using Relayed flow = await RelayAsync(peer);
        await flow.Stream.WriteAsync("half of "u8.ToArray(), Cancellation);
        byte[] arrived = new byte[8];
        await new NetworkStream(flow.Client).ReadExactlyAsync(arrived, Cancellation);
        if (byReset)
            peer.Socket.Close(0);
        else
            peer.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(new RelayEnd(Outcome.ResetByRemote, Errno.ConnectionReset), await flow.End);
    }

    [Fact]
    public async Task A_reset_after_the_proxy_s_end_is_seen_too()
    {
        using TlsPeer peer = new(Name);
        await using Relayed flow = await RelayAsync(peer);
        await flow.Stream.ShutdownAsync();
        Assert.Empty(await ReadToEndAsync(new NetworkStream(flow.Client)));
        peer.Socket.Close(0);
        while (!flow.End.IsCompleted)
        {
            try
            {
                _ = await flow.Client.SendAsync(new byte[1]);
            }
            catch (SocketException)
            {
                break;
            }
            await Task.Yield();
        }
        Assert.Equal(Outcome.ResetByRemote, (await flow.End).Outcome);
    }

    [Fact]
    public async Task A_reset_of_the_client_s_reaches_the_proxy()
    {
        using TlsPeer peer = new(Name);
        await using Relayed flow = await RelayAsync(peer);
        flow.Client.Close(0);
        Assert.Equal(Outcome.ResetByClient, (await flow.End).Outcome);
        await fixture.On(() =>
        {
            flow.Remote.Reset();
            return true;
        });
        IOException reset = await Assert.ThrowsAsync<IOException>(() => ReadToEndAsync(flow.Stream));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task A_close_sends_what_there_is_and_ends_in_order()
    {
        using TlsPeer peer = new(Name);
        (DialResult dialed, SslStream stream) = await DialAsync(peer, new UpstreamTls(Name, peer.Ca));
        await fixture.On(() =>
        {
            _ = dialed.Socket!.Send("last words"u8);
            dialed.Socket.Close();
            return true;
        });
        Assert.Equal("last words"u8.ToArray(), await ReadToEndAsync(stream));
        await dialed.Socket!.Carrier!.Ended;
        Assert.Equal(Errno.None, dialed.Socket.Carrier.Failure);
    }

    [Theory]
    [InlineData("other.test", true, "its certificate is not for other.test: set tls_name to the name it is for")]
    [InlineData(Name, false, "its certificate is not trusted (")]
    internal async Task A_certificate_that_does_not_fit_is_refused(string name, bool hasCa, string detail)
    {
        using TlsPeer peer = new(Name);
        Task<SslStream> accepting = peer.AcceptAsync();
        DialResult dialed = await SecureAsync(peer, new UpstreamTls(name, hasCa ? peer.Ca : null));
        Assert.Equal((Outcome.UpstreamFailed, false), (dialed.Outcome, dialed.Connected));
        Assert.StartsWith(detail, dialed.Describe(), StringComparison.Ordinal);
        // It is told before anything else is.
        await Assert.ThrowsAnyAsync<Exception>(async () => await ReadToEndAsync(await accepting));
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_is_named()
    {
        using TlsPeer peer = new(Name);
        Task<SslStream> accepting = peer.AcceptAsync();
        DialResult dialed = await SecureAsync(peer, new UpstreamTls(Name, peer.Ca + ".gone"));
        Assert.StartsWith($"tls_ca {peer.Ca}.gone cannot be used: ", dialed.Describe(), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(async () => await ReadToEndAsync(await accepting));
    }

    [Fact]
    public async Task A_peer_without_TLS_is_refused()
    {
        (LoopSocket plain, Socket outer) = await fixture.ConnectAsync();
        using Socket peer = outer;
        Task<DialResult> dialing = fixture.On(async () => await Dialer().SecureAsync(DialResult.Of(plain), Upstream(new UpstreamTls(Name, null)), fixture.Loop.Now + 20_000, new DialAttempt()));
        await peer.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        Assert.StartsWith("TLS: ", (await dialing).Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_peer_is_waited_for_until_the_deadline_and_a_call_off_is_at_once()
    {
        foreach (bool calledOff in (bool[])[true, false])
        {
            (LoopSocket plain, Socket outer) = await fixture.ConnectAsync();
            using Socket peer = outer;
            DialAttempt attempt = new();
            Task<DialResult> dialing = fixture.On(async () => await Dialer().SecureAsync(DialResult.Of(plain), Upstream(new UpstreamTls(Name, null)), fixture.Loop.Now + (calledOff ? 600_000 : 50), attempt));
            if (calledOff)
            {
                await fixture.On(() =>
                {
                    attempt.CallOff();
                    return true;
                });
            }
            Assert.False((await dialing).Connected);
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static void AssertSame(byte[] expected, byte[] actual) => Assert.True(expected.AsSpan().SequenceEqual(actual));

    private static Upstream Upstream(UpstreamTls tls) => new() { Name = "p", Kind = UpstreamKind.Http, Address = "127.0.0.1", Port = 1, Tls = tls };

    private TlsDialer Dialer() => new(fixture.Loop, new TrustedRoots());

    private Task<DialResult> SecureAsync(TlsPeer peer, UpstreamTls tls) => fixture.On(async () =>
    {
        DialAttempt attempt = new();
        Upstream upstream = Upstream(tls) with { Port = peer.Port };
        DialResult plain = await new DirectDialer(fixture.Loop, new UpstreamSockets(new NamespaceSockets()))
            .ConnectAsync(upstream, NetAddress.Parse("127.0.0.1"), peer.Port, fixture.Loop.Now + 20_000, attempt, speaksFirst: false);
        return await Dialer().SecureAsync(plain, upstream, fixture.Loop.Now + 20_000, attempt);
    });

    private async Task<(DialResult Dialed, SslStream Stream)> DialAsync(TlsPeer peer, UpstreamTls tls)
    {
        Task<SslStream> accepting = peer.AcceptAsync();
        DialResult dialed = await SecureAsync(peer, tls);
        Assert.True(dialed.Connected, dialed.Describe());
        return (dialed, await accepting);
    }

    private async Task<Relayed> RelayAsync(TlsPeer peer)
    {
        (DialResult dialed, SslStream stream) = await DialAsync(peer, new UpstreamTls(Name, peer.Ca));
        (LoopSocket client, Socket outer) = await fixture.ConnectAsync();
        DataPath path = await fixture.On(() =>
        {
            DataPath made = new(client, dialed.Socket!, new PipePool(fixture.Loop, 16, 16), Timeouts);
            made.Begin(default, default);
            return made;
        });
        // As a flow does: what both have ended is closed, which is what sends the second end on.
        Task<RelayEnd> ending = fixture.On(async () =>
        {
            RelayEnd end = await path.EndAsync();
            if (end.Outcome == Outcome.Ok)
            {
                dialed.Socket!.Close();
                client.Close();
            }
            return end;
        });
        return new Relayed(fixture, client, dialed.Socket!, outer, stream, path, ending);
    }

    private static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        using MemoryStream all = new();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    private sealed record Relayed(LoopFixture Fixture, LoopSocket Inner, LoopSocket Remote, Socket Client, SslStream Stream, DataPath Path, Task<RelayEnd> End) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Fixture.On(() =>
            {
                Path.Stop();
                Inner.Close();
                Remote.Close();
                return true;
            });
            Client.Dispose();
            await Stream.DisposeAsync();
        }
    }
}
