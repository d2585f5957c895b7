using Relay.Store.Linux;
using Xunit;

namespace Relay.Store.Tests.Linux;

public sealed class FileWatchTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();
    private readonly FileWatch watch = new();

    public void Dispose()
    {
        watch.Dispose();
        File.Delete(path);
    }

    [Fact]
    public async Task A_wait_ends_with_a_write()
    {
        Assert.True(watch.Arm(path));
        Task waiting = Task.Run(watch.Wait, TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(path, "written", TestContext.Current.CancellationToken);
        await waiting;
    }

    [Fact]
    public void A_write_between_arming_and_waiting_is_not_missed()
    {
        Assert.True(watch.Arm(path));
        File.AppendAllText(path, "one");
        File.AppendAllText(path, "two");
        watch.Wait();
    }

    [Fact]
    public async Task What_is_left_of_the_last_watch_does_not_end_the_next()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.True(watch.Arm(path));
            File.AppendAllText(path, "written");
            watch.Wait();
        }
        Assert.True(watch.Arm(path));
        Task waiting = Task.Run(watch.Wait, TestContext.Current.CancellationToken);
        // The queue is in order: what was left would have ended it by now.
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(50, TestContext.Current.CancellationToken)));
        watch.Disarm();
        await waiting;
    }

    [Fact]
    public void A_file_that_is_not_there_cannot_be_watched()
    {
        Assert.False(watch.Arm(path + "-wal"));
        Assert.True(watch.Arm(path));
    }
}
