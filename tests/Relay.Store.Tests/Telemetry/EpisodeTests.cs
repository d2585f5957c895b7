using Microsoft.Extensions.Time.Testing;
using Relay.Store.Telemetry;
using Xunit;

namespace Relay.Store.Tests.Telemetry;

public sealed class EpisodeTests : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider time = new();
    private readonly List<string> told = [];
    private readonly Episode episode;

    public EpisodeTests() => episode = new Episode(time, Quiet, why => told.Add(why), (why, count) => told.Add($"{why} {count}"));

    public void Dispose() => episode.Dispose();

    [Fact]
    public void It_begins_once_and_ends_once_after_quiet()
    {
        episode.Note("first");
        time.Advance(TimeSpan.FromSeconds(4));
        episode.Note("second");
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(["first"], told);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["first", "first 2"], told);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public void The_next_one_counts_anew_and_the_total_goes_on()
    {
        episode.Note("a");
        time.Advance(Quiet);
        episode.Note("b");
        episode.Note("b");
        time.Advance(Quiet);
        Assert.Equal(["a", "a 1", "b", "b 2"], told);
        Assert.Equal(3, episode.Total);
    }

    [Fact]
    public void One_that_goes_on_at_the_end_is_told_then()
    {
        episode.Note("a");
        episode.Dispose();
        episode.Dispose();
        Assert.Equal(["a", "a 1"], told);
    }

    [Fact]
    public void Threads_begin_it_once()
    {
        Parallel.For(0, 1000, _ => episode.Note("a"));
        Assert.Equal(["a"], told);
        Assert.Equal(1000, episode.Total);
    }
}
