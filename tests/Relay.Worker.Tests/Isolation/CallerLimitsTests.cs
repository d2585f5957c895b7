using Relay.Worker.Isolation;
using Xunit;

namespace Relay.Worker.Tests.Isolation;

public sealed class CallerLimitsTests
{
    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 1024UL)]
    [InlineData("Max open files            unlimited            unlimited            files     ", ulong.MaxValue)]
    [InlineData("Max open files", null)]
    [InlineData("Max processes             96365                96365                processes ", null)]
    public void The_soft_limit_is_the_first_number(string line, ulong? limit) =>
        Assert.Equal(limit, CallerLimits.OfLimits(["Limit                     Soft Limit           Hard Limit           Units     ", line]));
}
