using Relay.Worker.Hosting;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Linux;

public sealed class DescriptorCeilingTests
{
    [Theory]
    [InlineData(20_000, 19_808)]
    [InlineData(600, 525)]
    [InlineData(1, 1)]
    [InlineData(ulong.MaxValue, int.MaxValue)]
    public void It_leaves_some_to_the_runtime(ulong limit, int ceiling) => Assert.Equal(ceiling, DescriptorCeiling.Below(limit));

    /// <summary>Then flows wait in the backlog, and none is refused for want of a descriptor to dial with.</summary>
    [Theory]
    [InlineData(600)]
    [InlineData(1024)]
    [InlineData(20_000)]
    [InlineData(1_048_576)]
    public void A_full_budget_stays_below_it(ulong limit)
    {
        DescriptorBudget budget = DescriptorBudget.Of(limit);
        Assert.InRange(2 * (budget.Flows + budget.Pipes), 1, DescriptorCeiling.Below(limit) - (int)Math.Min(limit / 3, 300));
    }

    [Fact]
    public void This_process_is_far_from_it() => Assert.False(DescriptorCeiling.IsReached);
}
