using Microsoft.Extensions.Time.Testing;
using Relay.PdnsBackend.Answering;
using Relay.Store;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Answering;

public sealed class StoreOpenerTests
{
    private readonly RecordingLog log = new();
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Is_tried_until_it_is_there_and_each_is_told_once()
    {
        int tries = 0;
        OpenedStore store = new(new MemoryPhantoms(), new FixedSnapshots(TestSnapshots.Of()));
        StoreOpener opener = new(_ => ++tries < 4 ? throw new StoreUnavailableException("not\nthere") : Task.FromResult(store), new StoreHealth(log), time);
        Task running = opener.RunAsync(TestContext.Current.CancellationToken);
        Assert.Null(await opener.GetAsync(TestContext.Current.CancellationToken));
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }
        Assert.Same(store, await opener.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(4, tries);
        Assert.Equal(2, log.Lines.Count);
        Assert.Contains("not there", log.Lines.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_try_is_waited_for()
    {
        TaskCompletionSource<OpenedStore> opening = new();
        StoreOpener opener = new(_ => opening.Task, new StoreHealth(log), time);
        Task running = opener.RunAsync(TestContext.Current.CancellationToken);
        ValueTask<OpenedStore?> asked = opener.GetAsync(TestContext.Current.CancellationToken);
        Assert.False(asked.IsCompleted);
        opening.SetResult(new(new MemoryPhantoms(), new FixedSnapshots(null)));
        Assert.NotNull(await asked);
        await running;
    }

    [Fact]
    public async Task The_first_try_is_waited_for_once()
    {
        using CancellationTokenSource deadline = new();
        StoreOpener opener = new(_ => new TaskCompletionSource<OpenedStore>().Task, new StoreHealth(log), time);
        _ = opener.RunAsync(TestContext.Current.CancellationToken);
        ValueTask<OpenedStore?> asked = opener.GetAsync(deadline.Token);
        await deadline.CancelAsync();
        Assert.Null(await asked);
        Assert.Null(await opener.GetAsync(CancellationToken.None));
        Assert.Single(log.Lines);
    }

    [Fact]
    public async Task Ends_when_there_is_no_more_need()
    {
        using CancellationTokenSource ending = new();
        StoreOpener opener = new(_ => throw new StoreUnavailableException("away"), new StoreHealth(log), time);
        Task running = opener.RunAsync(ending.Token);
        await ending.CancelAsync();
        await running;
        Assert.Null(opener.Current);
    }
}
