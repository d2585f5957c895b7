using Relay.Store.Model;
using Relay.Store.Model.Compiling;
using Xunit;

namespace Relay.Store.Tests.Model.Compiling;

public sealed class ProblemsTests
{
    [Fact]
    public void A_long_problem_is_cut_for_the_key_of_its_table()
    {
        Problems problems = new();
        problems.Note("host", new string('k', 200), new string('x', 498) + "\U0001F600" + "tail");
        problems.Note("host", "k", new string('x', 500));
        Assert.Equal(new Problem("host", new string('k', 149) + "…", new string('x', 498) + "…"), problems.Found[0]);
        Assert.Equal(500, problems.Found[1].Message.Length);
    }

    [Fact]
    public void Very_many_problems_are_counted()
    {
        Problems problems = new();
        for (int i = 0; i < 1003; i++)
            problems.Note("rule", $"{i}", "no such upstream");
        Assert.Equal(1001, problems.Found.Count);
        Assert.StartsWith("3 more rows are wrong", problems.Found[^1].Message, StringComparison.Ordinal);
    }
}
