using Microsoft.Extensions.Time.Testing;
using Relay.Worker.Flows;
using Xunit;

namespace Relay.Worker.Tests.Flows;

public sealed class RefusalsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly LineRecorder log = new();

    [Fact]
    public void A_flood_is_counted_and_told_in_two_lines()
    {
        using Refusals refusals = new(log, time);
        for (int i = 0; i < 1000; i++)
        {
            refusals.Note(Refusal.MaxFlows, "too many");
            time.Advance(TimeSpan.FromMilliseconds(20));
        }
        Assert.Equal(["Flows are refused: too many"], log.Lines);
        time.Advance(Refusals.Quiet);
        Assert.Equal("Flows are no longer refused; 1000 were (too many)", log.Lines[^1]);
        Assert.Equal((1000, 0), (refusals.CountOf(Refusal.MaxFlows), refusals.CountOf(Refusal.MaxFlowsPerClient)));
        Assert.Equal(2, log.Lines.Count);
    }

    [Fact]
    public void Of_a_full_journal_the_journal_tells()
    {
        using (Refusals refusals = new(log, time))
        {
            refusals.Note(Refusal.JournalFull, "full");
            Assert.Equal(1, refusals.CountOf(Refusal.JournalFull));
        }
        Assert.Empty(log.Lines);
    }

    [Fact]
    public void Rows_are_written_so_fast_and_no_faster()
    {
        using Refusals refusals = new(log, time);
        Assert.Equal(Refusals.RowsPerSecond, Enumerable.Range(0, 1000).Count(_ => refusals.MayRecord()));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Refusals.RowsPerSecond, Enumerable.Range(0, 1000).Count(_ => refusals.MayRecord()));
    }
}
