using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Phantoms;
using Xunit;

namespace Relay.Store.Tests.Phantoms;

public sealed class BatcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider time = new();
    private readonly List<int[]> begun = [];
    private readonly List<int> begunWhenRead = [];
    private readonly Channel<TaskCompletionSource> gates = Channel.CreateUnbounded<TaskCompletionSource>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_alone_never_waits_for_others()
    {
        Batcher<int, int> batcher = Of(Patience);
        for (int i = 0; i < 3; i++)
        {
            Task<int> asked = batcher.AskAsync(i);
            await EndAsync();
            Assert.Equal(-i, await asked);
        }
        Assert.Equal([1, 1, 1], begun.Select(batch => batch.Length));
    }

    [Fact]
    public async Task The_next_batch_waits_for_half_of_those_who_asked_at_once()
    {
        Batcher<int, int> batcher = Of(Patience);
        await AskEightAsync(batcher);
        Task<int>[] back = [.. Enumerable.Range(20, 4).Select(batcher.AskAsync)];
        await EndAsync();
        await Task.WhenAll(back);
        Assert.Equal([20, 21, 22, 23], begun.Last());
    }

    [Fact]
    public async Task It_waits_no_longer_than_its_patience()
    {
        Batcher<int, int> batcher = Of(Patience);
        await AskEightAsync(batcher);
        Task<int> back = batcher.AskAsync(20);
        // Again and again: when it begins to wait is its own affair.
        while (gates.Reader.Count == 0)
        {
            time.Advance(Patience);
            await Task.Yield();
        }
        await EndAsync();
        Assert.Equal(-20, await back);
        Assert.Equal([20], begun.Last());
    }

    [Fact]
    public async Task Without_patience_the_first_who_comes_back_begins_a_batch()
    {
        Batcher<int, int> batcher = Of(TimeSpan.Zero);
        await AskEightAsync(batcher);
        Task<int> back = batcher.AskAsync(20);
        await EndAsync();
        Assert.Equal(-20, await back);
    }

    [Fact]
    public async Task A_batch_that_fails_tells_all_of_its_askers_and_no_others()
    {
        Batcher<int, int> batcher = Of(Patience);
        Task<int> first = batcher.AskAsync(1);
        TaskCompletionSource gate = await gates.Reader.ReadAsync(Cancellation);
        Task<int>[] others = [batcher.AskAsync(2), batcher.AskAsync(3)];
        gate.SetException(new InvalidOperationException("no"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await EndAsync();
        int[] answers = await Task.WhenAll(others);
        Assert.Equal([-2, -3], answers);
    }

    [Fact]
    public async Task Answers_that_cannot_be_made_out_fail_for_their_askers()
    {
        Batcher<int, int> batcher = new(
            _ => Task.FromResult<BatchAnswers<int, int>>(static () => throw new InvalidOperationException("no")), largest: 100, limit: 1000, time, static tell => tell());
        await Assert.ThrowsAsync<InvalidOperationException>(() => batcher.AskAsync(1));
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(2, false)]
    public async Task Where_a_third_of_all_wait_the_next_batch_begins_before_answers_are_made_out_and_told(int back, bool begins)
    {
        Batcher<int, int> batcher = Of(Patience);
        Task<int> first = batcher.AskAsync(0);
        TaskCompletionSource gate = await gates.Reader.ReadAsync(Cancellation);
        Task<int>[] eight = [.. Enumerable.Range(1, 8).Select(batcher.AskAsync)];
        gate.SetResult();
        gate = await gates.Reader.ReadAsync(Cancellation);
        Task<int>[] others = [.. Enumerable.Range(20, back).Select(batcher.AskAsync)];
        Task<int> begunWhenTold = eight[0].ContinueWith(_ => begun.Count, Cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        gate.SetResult();
        Assert.Equal(begins ? 3 : 2, await begunWhenTold);
        Assert.Equal([2, begins ? 3 : 2], begunWhenRead);
        while (gates.Reader.Count == 0)
        {
            time.Advance(Patience);
            await Task.Yield();
        }
        await EndAsync();
        await Task.WhenAll([first, .. eight, .. others]);
    }

    [Fact]
    public async Task When_all_come_back_together_half_of_them_are_the_next_batch()
    {
        Batcher<int, int> batcher = Of(Patience);
        Task<int> first = batcher.AskAsync(0);
        TaskCompletionSource gate = await gates.Reader.ReadAsync(Cancellation);
        Task<int>[] back =
        [
            .. Enumerable.Range(1, 8).Select(key => batcher.AskAsync(key)
                .ContinueWith(_ => batcher.AskAsync(20 + key), Cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap()),
        ];
        gate.SetResult();
        for (int i = 0; i < 3; i++)
            await EndAsync();
        await Task.WhenAll([first, .. back]);
        Assert.Equal([1, 8, 4, 4], begun.Select(batch => batch.Length));
    }

    private Batcher<int, int> Of(TimeSpan patience) => new(AskAsync, largest: 100, limit: 1000, time, static tell => tell(), patience);

    // One begins a batch, and eight wait meanwhile and are the next one; so four are enough for the third.
    private async Task AskEightAsync(Batcher<int, int> batcher)
    {
        Task<int> first = batcher.AskAsync(0);
        TaskCompletionSource gate = await gates.Reader.ReadAsync(Cancellation);
        Task<int>[] others = [.. Enumerable.Range(1, 8).Select(batcher.AskAsync)];
        gate.SetResult();
        await EndAsync();
        await Task.WhenAll([first, .. others]);
    }

    private async Task EndAsync() => (await gates.Reader.ReadAsync(Cancellation)).SetResult();

    private async Task<BatchAnswers<int, int>> AskAsync(IReadOnlyCollection<int> keys)
    {
        TaskCompletionSource gate = new();
        begun.Add([.. keys]);
        Assert.True(gates.Writer.TryWrite(gate));
        await gate.Task;
        return () =>
        {
            begunWhenRead.Add(begun.Count);
            return keys.ToDictionary(key => key, key => -key);
        };
    }
}
