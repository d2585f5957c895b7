using CsCheck;
using Relay.Worker.Loops;
using Xunit;

namespace Relay.Worker.Tests.Loops;

public sealed class TimerWheelTests
{
    private sealed class Node(Action<Node> fired) : LoopTimer
    {
        public long Wanted = long.MaxValue;

        protected internal override void OnDeadline() => fired(this);
    }

    [Fact]
    public void Every_timer_fires_once_never_early_and_late_by_less_than_two_slots() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 40_000], Gen.Int[0, 500]).Array[1, 200].Sample(steps =>
        {
            long now = 1_000_000;
            TimerWheel wheel = new(now);
            List<Node> fired = [];
            Node[] nodes = [.. Enumerable.Range(0, 8).Select(_ => new Node(fired.Add))];
            foreach ((int index, int delay, int advance) in steps)
            {
                Node node = nodes[index];
                if (delay < 2_000)
                {
                    wheel.Clear(node);
                    node.Wanted = long.MaxValue;
                }
                else
                {
                    node.Wanted = now + delay;
                    wheel.Set(node, node.Wanted);
                }
                now += advance;
                wheel.Advance(now);
                Check(now);
            }
            for (int i = 0; i < 45_000 / 50; i++)
                Check(now += 50);
            Assert.All(nodes, node => Assert.Equal(long.MaxValue, node.Wanted));
            Assert.Equal(-1, wheel.NextDelay(now));

            void Check(long at)
            {
                wheel.Advance(at);
                foreach (Node node in fired)
                {
                    Assert.True(node.Wanted <= at, "early, or cleared");
                    node.Wanted = long.MaxValue;
                }
                fired.Clear();
                Assert.All(nodes, node => Assert.True(node.Wanted > at - 2 * TimerWheel.Granularity, "late"));
            }
        });

    [Fact]
    public void A_timer_that_sets_itself_again_does_not_fire_twice_in_one_advance()
    {
        TimerWheel wheel = new(0);
        int count = 0;
        Node node = null!;
        node = new Node(_ =>
        {
            count++;
            wheel.Set(node, 0);
        });
        wheel.Set(node, 0);
        wheel.Advance(TimerWheel.Granularity);
        Assert.Equal(1, count);
        wheel.Advance(2 * TimerWheel.Granularity);
        Assert.Equal(2, count);
    }

    [Fact]
    public void The_next_delay_never_sleeps_past_a_deadline_by_more_than_a_slot()
    {
        TimerWheel wheel = new(0);
        Node node = new(_ => { });
        wheel.Set(node, 100);
        Assert.InRange(wheel.NextDelay(0), 100, 100 + TimerWheel.Granularity);
        wheel.Clear(node);
        Assert.Equal(-1, wheel.NextDelay(0));
    }
}
