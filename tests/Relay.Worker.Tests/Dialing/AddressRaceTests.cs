using System.Net.Sockets;
using Relay.Store.Model;
using Relay.Worker.Dialing;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Routing;
using Relay.Worker.Tests.Loops;
using Xunit;

namespace Relay.Worker.Tests.Dialing;

public sealed class AddressRaceTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    [Fact]
    public async Task A_failure_starts_the_next_at_once_and_the_first_to_connect_wins()
    {
        (LoopSocket inner, Socket outer) = await fixture.ConnectAsync();
        using Socket keep = outer;
        List<int> tried = [];
        DialResult result = await RunAsync([1, 2, 3], (each, _) =>
        {
            tried.Add(each);
            return new(each == 2 ? DialResult.Of(inner) : DialResult.Failed(Errno.ConnectionRefused));
        });
        Assert.Same(inner, result.Socket);
        Assert.Equal([1, 2], tried);
        await fixture.Loop.RunAsync(inner.Close);
    }

    [Fact]
    public async Task When_all_fail_the_last_failure_is_told()
    {
        DialResult result = await RunAsync([1, 2], (each, _) =>
            new(DialResult.Failed(each == 1 ? Errno.NetworkUnreachable : Errno.ConnectionRefused)));
        Assert.Equal((Outcome.Refused, false), (result.Outcome, result.Connected));
    }

    [Fact]
    public async Task A_slow_attempt_is_overtaken_and_called_off()
    {
        (LoopSocket slow, Socket slowPeer) = await fixture.ConnectAsync();
        (LoopSocket fast, Socket fastPeer) = await fixture.ConnectAsync();
        using Socket keepSlow = slowPeer, keepFast = fastPeer;
        WaitEnd slowEnd = WaitEnd.Ready;
        DialResult result = await RunAsync([1, 2], async (each, attempt) =>
        {
            if (each == 2)
                return DialResult.Of(fast);
            Assert.True(attempt.Add(slow));
            slowEnd = await slow.Readable();
            return DialResult.Failed(Errno.ConnectionAborted);
        });
        Assert.Same(fast, result.Socket);
        await fixture.Loop.RunAsync(fast.Close);
        Assert.Equal(WaitEnd.Closed, slowEnd);
        Assert.True(slow.IsClosed);
    }

    [Fact]
    public async Task Without_addresses_it_is_unreachable() =>
        Assert.Equal(Outcome.Unreachable, (await RunAsync([], (_, _) => throw new InvalidOperationException())).Outcome);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Called_off_it_ends_what_runs_and_tries_no_other(int count)
    {
        (LoopSocket slow, Socket slowPeer) = await fixture.ConnectAsync();
        using Socket keep = slowPeer;
        DialAttempt whole = new();
        List<int> tried = [];
        DialResult result = await RunAsync([.. Enumerable.Range(1, count)], async (each, attempt) =>
        {
            tried.Add(each);
            Assert.True(attempt.Add(slow));
            fixture.Loop.Post(_ => whole.CallOff(), null);
            Assert.Equal(WaitEnd.Closed, await slow.Readable());
            return DialResult.Failed(Errno.ConnectionAborted);
        }, whole);
        Assert.False(result.Connected);
        Assert.Equal([1], tried);
        Assert.False((await RunAsync([1, 2], (_, _) => throw new InvalidOperationException(), whole)).Connected);
    }

    private Task<DialResult> RunAsync(int[] targets, Func<int, DialAttempt, ValueTask<DialResult>> dial, DialAttempt? whole = null) =>
        fixture.On(async () => await AddressRace.RunAsync(
            fixture.Loop, new AddressHistory(), Of(targets), fixture.Loop.Now + 30_000, whole ?? new DialAttempt(), (candidate, attempt) => dial((int)candidate.Address.Low32, attempt)));

    /// <summary>Numbers as addresses of one family.</summary>
    private static Candidates Of(int[] targets)
    {
        Candidates candidates = new(ResolveMode.SixWeak, FamilyCounts.One);
        foreach (int target in targets)
            candidates.Add(new RankedCandidate(new Candidate(new Target(default, NetAddress.FromIPv4((uint)target), 443), new Upstream { Name = "direct", Kind = UpstreamKind.Direct }, null, null, null), SourceAddress.Unknown, default));
        candidates.Publish(isLast: true);
        return candidates;
    }
}
