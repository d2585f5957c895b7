using Relay.Worker.Listening;
using Xunit;

namespace Relay.Worker.Tests.Listening;

public sealed class QuotaTests
{
    [Fact]
    public void What_is_given_back_can_be_taken_again()
    {
        Quota quota = new(2);
        Assert.True(quota.TryTake() && quota.TryTake());
        Assert.False(quota.TryTake());
        quota.GiveBack();
        Assert.True(quota.TryTake());
        Assert.False(quota.TryTake());
        Assert.Equal(2, quota.Taken);
    }

    [Fact]
    public void Threads_together_never_take_more()
    {
        Quota quota = new(3);
        int most = 0;
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                if (!quota.TryTake())
                    continue;
                int taken = quota.Taken;
                for (int seen = most; taken > seen; seen = most)
                    Interlocked.CompareExchange(ref most, taken, seen);
                quota.GiveBack();
            }
        });
        Assert.InRange(most, 1, 3);
        Assert.Equal(0, quota.Taken);
    }
}
