using Relay.Migrations.Checks;
using Xunit;

namespace Relay.Store.Tests.Schema;

public sealed class CheckListTests
{
    private static readonly IReadOnlyList<Check> Before = [new("rule.a is one", "NEW.a = 1"), new("rule.b is two", "NEW.b = 2"), new("rule.b is not three", "NEW.b <> 3")];

    [Fact]
    public void A_check_is_replaced_in_its_place_and_the_list_stays()
    {
        Assert.Equal(["rule.a is one", "rule.b is 2", "rule.b is no 4", "rule.b is not three"], Sentences(Before.Replacing("rule.b is two", new("rule.b is 2", ""), new("rule.b is no 4", ""))));
        Assert.Equal(["rule.b is two", "rule.b is not three"], Sentences(Before.Replacing("rule.a")));
        Assert.Equal(3, Before.Count);
    }

    [Theory, InlineData("rule.b"), InlineData("rule.c")]
    public void One_check_is_meant(string beginning) => Assert.Throws<ArgumentException>(() => Before.Replacing(beginning));

    private static IEnumerable<string> Sentences(IReadOnlyList<Check> checks) => checks.Select(check => check.Sentence);
}
