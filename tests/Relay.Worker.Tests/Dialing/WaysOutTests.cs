using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Store.Model;
using Relay.TestKit;
using Relay.Worker.Dialing;
using Relay.Worker.Resolving;
using Relay.Worker.Sockets;
using Relay.Worker.Tests.Loops;
using Relay.Worker.Tests.Naming;
using Relay.Worker.Tests.Routing;
using Xunit;

namespace Relay.Worker.Tests.Dialing;

/// <summary>Each way out, to a peer of the test's own on loopback.</summary>
public sealed class WaysOutTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    private const string Established = "HTTP/1.1 200 Connection established\r\n\r\n";

    private static readonly DialTarget ByName = new(DomainName.Parse("www.example"), default, 443);
    private static readonly FlowOrigin Origin = new(NetAddress.Parse("10.1.1.1"), 5555, NetAddress.Parse("fd00:1::4000:1"), DomainName.Parse("www.example"));

    private readonly UpstreamHealth health = new();
    private readonly DialAttempt attempt = new();

    [Fact]
    public async Task A_tunnel_begins_behind_the_head_of_the_reply()
    {
        using Peer proxy = new();
        Task<DialResult> dialing = ReachAsync(Http("p", proxy), ByName);
        using Socket socket = await proxy.AcceptAsync();
        Assert.Equal("CONNECT www.example:443 HTTP/1.1\r\nHost: www.example:443\r\n\r\n", await ReadHeadAsync(socket));
        await SayAsync(socket, Established + "SSH-2.0");
        DialResult result = await dialing;
        Assert.Equal(("p", "SSH-2.0", true), (result.Way!.Name, Encoding.ASCII.GetString(result.Early.Span), result.Connected));
        await CloseAsync(result);
    }

    [Theory]
    [InlineData("HTTP/1.1 407 No\r\n\r\n", Outcome.UpstreamFailed, true, "upstream p wants authentication: set username and password")]
    [InlineData("HTTP/1.1 401 No\r\n\r\n", Outcome.UpstreamFailed, true, "upstream p wants authentication: set username and password")]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", Outcome.UpstreamFailed, false, "upstream p: 403 Forbidden")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\n\r\n", Outcome.Unreachable, false, "upstream p: 502 Bad Gateway")]
    [InlineData("HTTP/1.1 503\r\n\r\n", Outcome.Unreachable, false, "upstream p: 503")]
    [InlineData("HTTP/1.1 504 Gateway Timeout\r\n\r\n", Outcome.Timeout, false, "upstream p: 504 Gateway Timeout")]
    [InlineData("HTTP/1.1 500 Oh\r\n\r\n", Outcome.Unreachable, false, "upstream p: 500 Oh")]
    [InlineData("HTTP/1.1 405 No CONNECT\r\n\r\n", Outcome.UpstreamFailed, true, "upstream p answered 405 No CONNECT")]
    [InlineData("\u0005\0", Outcome.UpstreamFailed, true, "upstream p answered the request with something else than HTTP")]
    [InlineData("", Outcome.UpstreamFailed, true, "upstream p did not answer the request")]
    internal async Task A_refusal_tells_the_proxy_s_failure_from_the_target_s(string reply, Outcome outcome, bool isWayAtFault, string detail)
    {
        using Peer proxy = new();
        Task<DialResult> dialing = ReachAsync(Http("p", proxy), ByName);
        using Socket socket = await proxy.AcceptAsync();
        _ = await ReadHeadAsync(socket);
        await SayAsync(socket, reply);
        socket.Shutdown(SocketShutdown.Send);
        DialResult result = await dialing;
        Assert.Equal((outcome, isWayAtFault, detail), (result.Outcome, result.IsWayAtFault, result.Describe()));
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task A_chain_asks_each_proxy_for_the_next_and_loses_no_byte_on_the_way()
    {
        using Peer first = new();
        Upstream inner = new() { Name = "inner", Kind = UpstreamKind.Http, Address = "proxy.inner", Port = 3128, Via = Http("outer", first) };
        Task<DialResult> dialing = ReachAsync(inner, ByName);
        using Socket socket = await first.AcceptAsync();
        // The outer proxy takes names: the inner one's is not resolved here.
        Assert.StartsWith("CONNECT proxy.inner:3128 ", await ReadHeadAsync(socket), StringComparison.Ordinal);
        // The inner proxy is so eager that its first bytes come along: a part of its reply.
        await SayAsync(socket, Established + Established[..10]);
        Assert.StartsWith("CONNECT www.example:443 ", await ReadHeadAsync(socket), StringComparison.Ordinal);
        await SayAsync(socket, Established[10..] + "banner");
        DialResult result = await dialing;
        Assert.Equal(("inner", "banner"), (result.Way!.Name, Encoding.ASCII.GetString(result.Early.Span)));
        await CloseAsync(result);
    }

    [Theory]
    [InlineData(ProxyProtocol.V1, "PROXY TCP4 10.1.1.1 127.0.0.1 5555 ")]
    [InlineData(ProxyProtocol.V2, "\r\n\r\n\0\r\nQUIT\n")]
    internal async Task A_target_is_told_who_comes(ProxyProtocol version, string beginning)
    {
        using Peer target = new();
        Task<DialResult> dialing = ReachAsync(new Upstream { Name = "d", Kind = UpstreamKind.Direct, ProxyProtocol = version }, target.Target);
        using Socket socket = await target.AcceptAsync();
        byte[] buffer = new byte[beginning.Length];
        await ReadExactlyAsync(socket, buffer);
        Assert.Equal(beginning, Encoding.Latin1.GetString(buffer));
        await CloseAsync(await dialing);
    }

    /// <summary>The destination that is told is then the one that the client asked for.</summary>
    [Fact]
    public async Task The_header_goes_behind_the_proxy_s_handshake()
    {
        using Peer proxy = new();
        Task<DialResult> dialing = ReachAsync(Http("p", proxy) with { ProxyProtocol = ProxyProtocol.V1 }, ByName);
        using Socket socket = await proxy.AcceptAsync();
        _ = await ReadHeadAsync(socket);
        await SayAsync(socket, Established);
        const string line = "PROXY TCP6 ::ffff:10.1.1.1 fd00:1::4000:1 5555 443\r\n";
        byte[] buffer = new byte[line.Length];
        await ReadExactlyAsync(socket, buffer);
        Assert.Equal(line, Encoding.ASCII.GetString(buffer));
        await CloseAsync(await dialing);
    }

    [Fact]
    public async Task A_Unix_socket_is_the_destination()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using Socket listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listening.Bind(new UnixDomainSocketEndPoint(path));
        listening.Listen();
        try
        {
            DialResult result = await ReachAsync(new Upstream { Name = "u", Kind = UpstreamKind.Unix, Address = path }, ByName);
            Assert.True(result.Connected);
            await CloseAsync(result);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_group_goes_on_with_the_next_member_and_leaves_the_failed_one_for_a_while()
    {
        using Peer target = new();
        Upstream dead = new() { Name = "dead", Kind = UpstreamKind.Socks5, Address = "127.0.0.1", Port = ClosedPort() }, alive = new() { Name = "alive", Kind = UpstreamKind.Direct };
        Upstream group = Group(dead, alive);
        for (int i = 0; i < 2; i++)
        {
            DialResult result = await ReachAsync(group, target.Target);
            Assert.Equal(("alive", true), (result.Way!.Name, result.Connected));
            await CloseAsync(result);
        }
        Assert.True(await fixture.On(() => health.IsAvoided(dead, fixture.Loop.Now)));
        IReadOnlyList<FlowAttempt> told = attempt.Told(0);
        Assert.Equal(["dead", "alive", "alive"], told.Select(each => each.Upstream));
        Assert.Equal([Outcome.UpstreamFailed, Outcome.Ok, Outcome.Ok], told.Select(each => each.Outcome));
    }

    [Fact]
    public async Task A_target_that_refuses_is_no_failure_of_the_member()
    {
        Upstream one = new() { Name = "one", Kind = UpstreamKind.Direct }, other = one with { Name = "other" };
        DialResult result = await ReachAsync(Group(one, other), new DialTarget(default, NetAddress.Parse("127.0.0.1"), ClosedPort()));
        Assert.Equal((Outcome.Refused, "one"), (result.Outcome, result.Way!.Name));
    }

    [Fact]
    public async Task When_all_members_have_failed_they_are_tried_nevertheless()
    {
        ushort port = ClosedPort();
        Upstream one = new() { Name = "one", Kind = UpstreamKind.Socks5, Address = "127.0.0.1", Port = port }, other = one with { Name = "other" };
        for (int i = 0; i < 2; i++)
        {
            DialResult result = await ReachAsync(Group(one, other), ByName);
            Assert.Equal((Outcome.UpstreamFailed, "other"), (result.Outcome, result.Way!.Name));
        }
        Assert.Equal(4, attempt.Told(0).Count);
    }

    [Fact]
    public async Task A_proxy_that_hangs_keeps_a_flow_for_a_moment_only()
    {
        using Peer hanging = new(), target = new();
        Upstream group = Group(Http("hanging", hanging), new Upstream { Name = "direct", Kind = UpstreamKind.Direct });
        DialResult result = await ReachAsync(group, target.Target, silence: TimeSpan.FromMilliseconds(50));
        Assert.Equal(("direct", true), (result.Way!.Name, result.Connected));
        Assert.Equal([("hanging", Outcome.Timeout), ("direct", Outcome.Ok)], attempt.Told(0).Select(each => (each.Upstream, each.Outcome!.Value)));
        Assert.False(await fixture.On(() => health.IsAvoided(group.Members[0].Upstream, fixture.Loop.Now)));
        await CloseAsync(result);
    }

    [Fact]
    public async Task A_proxy_that_is_well_again_is_found_without_a_flow()
    {
        using Peer target = new();
        ushort port = ClosedPort();
        Upstream proxy = new() { Name = "p", Kind = UpstreamKind.Socks5, Address = "127.0.0.1", Port = port };
        await CloseAsync(await ReachAsync(Group(proxy, new Upstream { Name = "direct", Kind = UpstreamKind.Direct }), target.Target));
        using Peer back = new(port);
        using Socket probe = await back.AcceptAsync();
        while (await fixture.On(() => health.IsAvoided(proxy, fixture.Loop.Now)))
            await Task.Yield();
        Assert.Equal(0, await probe.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_is_the_upstream_s_failure()
    {
        DialResult result = await ReachAsync(new Upstream { Name = "n", Kind = UpstreamKind.Direct, Netns = "no-such-namespace" }, new DialTarget(default, NetAddress.Parse("127.0.0.1"), 1));
        Assert.Equal((Outcome.UpstreamFailed, true), (result.Outcome, result.IsWayAtFault));
        Assert.Contains("upstream n, network namespace 'no-such-namespace'", result.Describe(), StringComparison.Ordinal);
    }

    private static Upstream Http(string name, Peer proxy) => new() { Name = name, Kind = UpstreamKind.Http, Address = "127.0.0.1", Port = proxy.Port };

    private static Upstream Group(params Upstream[] members) =>
        new() { Name = "g", Kind = UpstreamKind.Group, Members = [.. members.Select(member => new GroupMember(member, 1))] };

    private Task<DialResult> ReachAsync(Upstream upstream, DialTarget target, TimeSpan? silence = null) => fixture.On(async () =>
    {
        Snapshot snapshot = TestSnapshots.Of(upstreams: [upstream, .. upstream.Members.Select(member => member.Upstream)]);
        NamesAtHand resolver = new(new Dictionary<DomainName, NetAddress[]>());
        WaysOut ways = new(fixture.Loop, resolver, FakeSources.Ranking(fixture.Loop), new DirectDialer(fixture.Loop, new UpstreamSockets(new NamespaceSockets())), health, new UpstreamProbe(fixture.Loop, new FixedSnapshots(snapshot), health), new TlsDialer(fixture.Loop, new TrustedRoots()))
        {
            SilenceLimit = silence ?? TimeSpan.FromSeconds(5),
        };
        return await ways.ReachAsync(upstream, target, new DialContext(snapshot, Origin, fixture.Loop.Now + 20_000), attempt);
    });

    private Task<bool> CloseAsync(DialResult result) => fixture.On(() =>
    {
        result.Socket!.Close();
        return true;
    });

    private static ushort ClosedPort()
    {
        using Peer peer = new();
        return peer.Port;
    }

    private static async Task<string> ReadHeadAsync(Socket socket)
    {
        byte[] one = new byte[1];
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await socket.ReceiveAsync(one) == 1)
            head.Append((char)one[0]);
        return head.ToString();
    }

    private static async Task ReadExactlyAsync(Socket socket, byte[] buffer)
    {
        for (int filled = 0; filled < buffer.Length;)
            filled += await socket.ReceiveAsync(buffer.AsMemory(filled)) is var count and > 0 ? count : throw new EndOfStreamException();
    }

    private static async Task SayAsync(Socket socket, string text)
    {
        if (text.Length > 0)
            _ = await socket.SendAsync(Encoding.ASCII.GetBytes(text));
    }

    private sealed class Peer : IDisposable
    {
        private readonly TcpListener listener;

        public Peer(ushort port = 0)
        {
            listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }

        public ushort Port => (ushort)((IPEndPoint)listener.LocalEndpoint).Port;

        public DialTarget Target => new(default, NetAddress.Parse("127.0.0.1"), Port);

        public Task<Socket> AcceptAsync() => listener.AcceptSocketAsync();

        public void Dispose() => listener.Dispose();
    }
}
