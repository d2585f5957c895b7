using Relay.Store.Model;
using Relay.Worker.Routing;
using Xunit;

namespace Relay.Worker.Tests.Dialing;

/// <summary>RFC 8305, from the answers of name servers to a connection, on a clock of the tests.</summary>
public sealed class HappyEyeballsTests : IDisposable
{
    private readonly RaceLab lab = new();

    public void Dispose() => lab.Dispose();

    [Theory]
    // All is well: IPv6, and nothing else is tried.
    [InlineData("6a", "4a", "6a=ok@40 4a=ok@40", "6a", 40, "6a@0")]
    // Slow, but not so slow.
    [InlineData("6a", "4a", "6a=ok@240 4a=ok@10", "6a", 240, "6a@0")]
    // Dead: 250 ms later the other family has its chance.
    [InlineData("6a", "4a", "4a=ok@30", "4a", 280, "6a@0 4a@250")]
    // Slower than the head start and the other's time.
    [InlineData("6a", "4a", "6a=ok@400 4a=ok@30", "4a", 280, "6a@0 4a@250")]
    // Slower than the head start, and still quicker.
    [InlineData("6a", "4a", "6a=ok@300 4a=ok@90", "6a", 300, "6a@0 4a@250")]
    // Refused: the next at once.
    [InlineData("6a", "4a", "6a=refused@20 4a=ok@30", "4a", 50, "6a@0 4a@20")]
    // A failure while two run starts the third at once.
    [InlineData("6a 6b", "4a", "6a=refused@300 6b=ok@10", "6b", 310, "6a@0 4a@250 6b@300")]
    // The last of a failure counts: both families are dead.
    [InlineData("6a", "4a", "6a=unreachable@10 4a=refused@20", "Refused", 30, "6a@0 4a@10")]
    [InlineData("6a", "4a", "", "Timeout", 30_250, "6a@0 4a@250")]
    // One good among eight, at the end of the turns: 4d is the eighth.
    [InlineData("6a 6b 6c 6d", "4a 4b 4c 4d", "4d=ok@20", "4d", 1770, "6a@0 4a@250 6b@500 4b@750 6c@1000 4c@1250 6d@1500 4d@1750")]
    [InlineData("6a 6b 6c 6d 6e 6f 6g 6h", "4a", "4a=ok@10", "4a", 260, "6a@0 4a@250")]
    public async Task Attempts_are_staggered_and_the_first_to_connect_wins(string six, string four, string attempts, string end, long at, string begun)
    {
        (string End, long At, string Begun) run = await lab.With(attempts).RunAsync(six, four);
        AssertRun(end, at, begun, run);
    }

    [Theory]
    // AAAA comes first: nobody waits for A, which joins when it comes.
    [InlineData("6a@10", "4a@5000", "6a=ok@20", "6a", 30, "6a@10")]
    [InlineData("6a@10", "4a@5000", "4a=ok@20", "4a", 5020, "6a@10 4a@5000")]
    [InlineData("6a@10", "4a@100", "4a=ok@20", "4a", 280, "6a@10 4a@260")]
    [InlineData("6a@10", "4a@100", "6a=refused@20 4a=ok@20", "4a", 120, "6a@10 4a@100")]
    // A comes first: AAAA has 50 ms more.
    [InlineData("6a@40", "4a@10", "6a=ok@20 4a=ok@20", "6a", 60, "6a@40")]
    [InlineData("6a@200", "4a@10", "6a=ok@20 4a=ok@20", "4a", 80, "4a@60")]
    // Later it takes its turn, before what is left of the family that began.
    [InlineData("6a@200", "4a 4b@10", "6a=ok@20", "6a", 330, "4a@60 6a@310")]
    // And it may save what seemed lost.
    [InlineData("6a@900", "4a@10", "4a=refused@10 6a=ok@20", "6a", 920, "4a@60 6a@900")]
    // There is no AAAA, or nobody says: A is not kept waiting.
    [InlineData("-@20", "4a@10", "4a=ok@20", "4a", 40, "4a@20")]
    [InlineData("!@20", "4a@10", "4a=ok@20", "4a", 40, "4a@20")]
    [InlineData("-@10", "4a@2000", "4a=ok@20", "4a", 2020, "4a@2000")]
    [InlineData("6a@10", "!@20", "6a=ok@20", "6a", 30, "6a@10")]
    [InlineData("!@5000", "4a@10", "4a=ok@20", "4a", 80, "4a@60")]
    // There is nothing.
    [InlineData("-@10", "-@300", "", "NameNotFound", 300, "")]
    [InlineData("!@10", "!@300", "", "ResolverFailed", 300, "")]
    [InlineData("!@10", "-@300", "", "ResolverFailed", 300, "")]
    public async Task Answers_are_waited_for_as_long_as_is_good(string six, string four, string attempts, string end, long at, string begun)
    {
        (string End, long At, string Begun) run = await lab.With(attempts).RunAsync(six, four);
        AssertRun(end, at, begun, run);
    }

    [Theory]
    [InlineData(ResolveMode.FourWeak, "4a 4b@10", "6a 6b@10", "4a@10 6a@260 4b@510 6b@760")]
    [InlineData(ResolveMode.FourWeak, "4a@200", "6a@10", "6a@60 4a@310")]
    [InlineData(ResolveMode.SixStrong, "4a 4b@10", "6a 6b@10", "6a@10 6b@260 4a@510 4b@760")]
    // Nothing is tried before the answer of the family that is strongly preferred.
    [InlineData(ResolveMode.SixStrong, "4a@10", "6a@900", "6a@900 4a@1150")]
    [InlineData(ResolveMode.FourStrong, "4a@900", "6a@10", "4a@900 6a@1150")]
    [InlineData(ResolveMode.FourStrong, "-@900", "6a@10", "6a@900")]
    [InlineData(ResolveMode.SixOnly, null, "6a 6b@10", "6a@10 6b@260")]
    [InlineData(ResolveMode.FourOnly, "4a@10", null, "4a@10")]
    public async Task The_mode_says_which_family_is_preferred_and_how_much(ResolveMode mode, string? four, string? six, string begun)
    {
        lab.Limit = 5000;
        AssertBegun(begun, (await lab.RunAsync(six, four, mode)).Begun);
    }

    [Theory]
    [InlineData(2, 1, "6a 6b 6c 6d", "4a 4b 4c", "6a@0 6b@250 4a@500 6c@750 6d@1000 4b@1250 4c@1500")]
    [InlineData(1, 2, "6a 6b 6c", "4a 4b 4c", "6a@0 4a@250 4b@500 6b@750 4c@1000 6c@1250")]
    [InlineData(3, 1, "6a", "4a 4b", "6a@0 4a@250 4b@500")]
    [InlineData(2, 1, "6a 6b@100", "4a 4b 4c@10", "4a@60 4b@310 6a@560 4c@810 6b@1060")]
    public async Task The_counts_say_how_many_of_a_family_have_their_turn(int first, int other, string six, string four, string begun)
    {
        lab.Limit = 5000;
        lab.Counts = new FamilyCounts(first, other);
        AssertBegun(begun, (await lab.RunAsync(six, four)).Begun);
    }

    [Fact]
    public async Task What_was_overtaken_is_tried_last_the_next_time_for_ten_minutes()
    {
        lab.With("4a=ok@30");
        AssertRun("4a", 280, "6a@0 4a@250", await lab.RunAsync("6a", "4a"));
        AssertRun("4a", 30, "4a@0", await lab.RunAsync("6a", "4a"));
        lab.Advance(TimeSpan.FromMinutes(10));
        AssertRun("4a", 280, "6a@0 4a@250", await lab.RunAsync("6a", "4a"));
    }

    [Fact]
    public async Task Of_one_family_the_quickest_known_is_first()
    {
        lab.With("6a=ok@200 6b=ok@40");
        AssertRun("6a", 200, "6a@0", await lab.RunAsync("6a", "-"));
        AssertRun("6b", 40, "6b@0", await lab.RunAsync("6b 6c", "-"));
        AssertRun("6b", 40, "6b@0", await lab.RunAsync("6a 6b", "-"));
    }

    [Fact]
    public async Task Where_nothing_leads_is_not_tried_first()
    {
        lab.Sources[RaceLab.AddressOf("6a")] = SourceAddress.None;
        AssertRun("4a", 20, "4a@0", await lab.With("4a=ok@20").RunAsync("6a", "4a"));
    }

    [Theory]
    [InlineData("6a@80", "4a@10", "6a=ok@20", "6a", 430, "4a@160 6a@410")]
    [InlineData("6a@80", "-@10", "6a=ok@20", "6a", 100, "6a@80")]
    public async Task An_answer_that_comes_while_another_is_looked_at_is_not_lost(string six, string four, string attempts, string end, long at, string begun)
    {
        lab.SourceDelay = 100;
        AssertRun(end, at, begun, await lab.With(attempts).RunAsync(six, four));
    }

    [Fact]
    public async Task The_losers_are_closed()
    {
        AssertRun("6a", 300, "6a@0 4a@250", await lab.With("6a=ok@300 4a=ok@90").RunAsync("6a", "4a"));
        lab.Advance(TimeSpan.FromSeconds(1));
        _ = await lab.RunAsync("-", "-");
        Assert.Equal(1, lab.Open);
    }

    [Fact]
    public async Task Called_off_while_it_waits_for_an_answer_it_begins_nothing_more()
    {
        lab.Whole.CallOff();
        (string End, long At, string Begun) run = await lab.RunAsync("6a@10", "4a@900");
        Assert.Equal(("Shutdown", ""), (run.End, run.Begun));
    }

    [Fact]
    public async Task More_answers_are_not_waited_for_beyond_the_limit_of_the_dial()
    {
        lab.Limit = 1000;
        AssertRun("Refused", 1000, "6a@10", await lab.With("6a=refused@20").RunAsync("6a@10", "4a@8000"));
    }

    private static void AssertRun(string end, long at, string begun, (string End, long At, string Begun) run)
    {
        Assert.Equal(end, run.End);
        AssertBegun(begun, run.Begun);
        // Each timer may be a slot and a step late; those of a race come one after the other.
        Assert.InRange(run.At, at, at + Late(begun));
    }

    private static void AssertBegun(string expected, string begun)
    {
        string[] wanted = expected.Split(' '), seen = begun.Split(' ');
        Assert.Equal(wanted.Select(word => word.Split('@')[0]), seen.Select(word => word.Split('@')[0]));
        for (int i = 0; i < wanted.Length && wanted[i].Length > 0; i++)
            Assert.InRange(At(seen[i]), At(wanted[i]), At(wanted[i]) + Late(expected));
    }

    private static long Late(string begun) => 2 * RaceLab.Step * (begun.Split(' ').Length + 2);

    private static long At(string word) => long.Parse(word.Split('@')[1], System.Globalization.CultureInfo.InvariantCulture);
}
