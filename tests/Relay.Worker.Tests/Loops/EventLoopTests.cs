using Microsoft.Extensions.Logging.Abstractions;
using Relay.Worker.Loops;
using Xunit;

namespace Relay.Worker.Tests.Loops;

public sealed class EventLoopTests : IDisposable
{
    private readonly EventLoop[] loops = [.. Enumerable.Range(0, 2).Select(i => new EventLoop($"test loop {i}", TimeProvider.System, NullLogger.Instance))];

    public EventLoopTests() => Array.ForEach(loops, loop => loop.Start());

    public void Dispose() => Array.ForEach(loops, loop => loop.Dispose());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_posted_together_is_run_by_each_loop_in_its_order()
    {
        List<int>[] ran = [[], []];
        TaskCompletionSource[] done = [new(), new()];
        EventLoop.Together(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                int number = i;
                loops[i % 2].Post(_ => ran[number % 2].Add(number), null);
            }
            EventLoop.Together(() => loops[0].Post(_ => done[0].SetResult(), null));
            loops[1].Post(_ => done[1].SetResult(), null);
        });
        await Task.WhenAll(done.Select(each => each.Task)).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => 2 * i), ran[0]);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => 2 * i + 1), ran[1]);
    }

    [Fact]
    public async Task What_was_posted_is_run_although_the_rest_of_the_work_failed()
    {
        TaskCompletionSource done = new();
        Assert.Throws<InvalidOperationException>(() => EventLoop.Together(() =>
        {
            loops[0].Post(_ => done.SetResult(), null);
            throw new InvalidOperationException("no");
        }));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        // And this thread's posts wake their loops by themselves again.
        TaskCompletionSource after = new();
        loops[0].Post(_ => after.SetResult(), null);
        await after.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }
}
