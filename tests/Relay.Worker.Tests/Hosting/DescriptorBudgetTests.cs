using Relay.Worker.Hosting;
using Xunit;

namespace Relay.Worker.Tests.Hosting;

public sealed class DescriptorBudgetTests
{
    [Theory]
    [InlineData(20_000, 9592, 152)]
    [InlineData(1_048_576, 515_844, 8188)]
    [InlineData(1024, 252, 4)]
    [InlineData(600, 148, 2)]
    [InlineData(0, 0, 0)]
    public void It_follows_the_limit(ulong limit, int flows, int pipes) => Assert.Equal(new DescriptorBudget(flows, pipes), DescriptorBudget.Of(limit));

    [Theory]
    [InlineData(256)]
    [InlineData(4096)]
    [InlineData(20_000)]
    [InlineData(1_073_741_816)]
    [InlineData(ulong.MaxValue)]
    public void It_stays_within_the_limit_and_leaves_a_reserve(ulong limit)
    {
        DescriptorBudget budget = DescriptorBudget.Of(limit);
        Assert.InRange(budget.Pipes, 1, 8192);
        ulong reserve = limit - 2UL * (ulong)(budget.Flows + budget.Pipes);
        Assert.InRange(reserve, Math.Min(limit / 2, 512), limit);
    }
}
