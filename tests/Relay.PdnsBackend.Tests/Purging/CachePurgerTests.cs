using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Relay.PdnsBackend.Purging;
using Relay.Store.Model;
using Relay.Store;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Purging;

public sealed class CachePurgerTests
{
    private readonly FakeTimeProvider time = new();
    private readonly RecordingLog log = new();
    private readonly ChangingSnapshots snapshots = new();

    [Fact]
    public async Task Each_change_is_followed_by_two_a_second_apart_and_so_is_the_start()
    {
        RecordedPurges purges = new(time);
        await using CachePurger purger = new(purges, log, time);
        purger.Watch(snapshots);
        for (int round = 0; round < 3; round++)
        {
            DateTimeOffset first = await NextAsync(purges), second = await NextAsync(purges);
            Assert.True(second - first >= CachePurger.Pause, $"{second - first}");
            snapshots.Swap();
        }
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task A_change_between_the_two_begins_anew()
    {
        RecordedPurges purges = new(time);
        await using CachePurger purger = new(purges, log, time);
        purger.Watch(snapshots);
        DateTimeOffset first = await purges.Times.Reader.ReadAsync(TestContext.Current.CancellationToken);
        snapshots.Swap();
        // No time passes: the second change is not waited with.
        Assert.Equal(first, await purges.Times.Reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.True(await NextAsync(purges) > first);
    }

    [Fact]
    public async Task What_fails_is_tried_again_and_each_is_told_once()
    {
        RecordedPurges purges = new(time) { Failures = 20 };
        await using CachePurger purger = new(purges, log, time);
        purger.Watch(snapshots);
        for (int tried = 0; tried < 22; tried++)
            await NextAsync(purges);
        Assert.Equal(2, log.Lines.Count);
        Assert.Contains("/run/x: away", log.Lines.First(), StringComparison.Ordinal);
    }

    /// <summary>PowerDNS starts its co-processes before it listens there.</summary>
    [Fact]
    public async Task A_control_socket_that_comes_soon_is_no_news()
    {
        RecordedPurges purges = new(time) { Failures = 3 };
        await using CachePurger purger = new(purges, log, time);
        purger.Watch(snapshots);
        for (int tried = 0; tried < 5; tried++)
            await NextAsync(purges);
        Assert.Empty(log.Lines);
    }

    private async Task<DateTimeOffset> NextAsync(RecordedPurges purges)
    {
        DateTimeOffset at;
        while (!purges.Times.Reader.TryRead(out at))
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        return at;
    }

    private sealed class RecordedPurges(TimeProvider time) : IPurge
    {
        public Channel<DateTimeOffset> Times { get; } = Channel.CreateUnbounded<DateTimeOffset>();

        public int Failures { get; set; }

        public Task PurgeAsync(CancellationToken cancellation)
        {
            bool fails = Failures-- > 0;
            Times.Writer.TryWrite(time.GetUtcNow());
            return fails ? throw new IOException("/run/x: away") : Task.CompletedTask;
        }
    }

    private sealed class ChangingSnapshots : ISnapshots
    {
        public event Action<Snapshot>? Swapped;

        public Snapshot? Current { get; } = TestSnapshots.Of();

        public void Swap() => Swapped?.Invoke(Current!);
    }
}
