using Microsoft.Extensions.Time.Testing;
using Relay.Worker.Loops;
using Xunit;

namespace Relay.Worker.Tests.Loops;

public sealed class LoopLoadTests
{
    private readonly FakeTimeProvider time = new();
    private readonly LoopLoad load;

    public LoopLoadTests() => load = new LoopLoad(time);

    [Fact]
    public void Busy_is_the_time_in_turns()
    {
        Turn(5);
        time.Advance(TimeSpan.FromSeconds(1));
        Turn(7);
        Assert.Equal((TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(7)), (load.Busy, load.LongestTurn));
    }

    [Fact]
    public void The_longest_turn_is_forgotten_after_two_periods()
    {
        Turn(50);
        time.Advance(LoopLoad.Period);
        Turn(1);
        Assert.Equal(TimeSpan.FromMilliseconds(50), load.LongestTurn);
        time.Advance(LoopLoad.Period);
        Turn(2);
        Assert.Equal(TimeSpan.FromMilliseconds(2), load.LongestTurn);
    }

    [Fact]
    public void After_a_long_sleep_only_the_last_turn_counts()
    {
        Turn(50);
        time.Advance(3 * LoopLoad.Period);
        Turn(1);
        Assert.Equal(TimeSpan.FromMilliseconds(1), load.LongestTurn);
    }

    private void Turn(int milliseconds)
    {
        long began = time.GetTimestamp();
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        load.AddTurn(began, time.GetTimestamp());
    }
}
