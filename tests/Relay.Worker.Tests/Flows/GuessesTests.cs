using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Flows;
using Xunit;

namespace Relay.Worker.Tests.Flows;

public sealed class GuessesTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly LineRecorder log = new();
    private readonly Journal journal = new();
    private readonly Guesses guesses;
    private long ids;

    public GuessesTests() => guesses = new Guesses(journal, log, time);

    public void Dispose() => guesses.Dispose();

    [Fact]
    public void Of_one_client_so_many_a_minute_have_a_row_each_and_the_last_one_stands_for_the_others()
    {
        Assert.Equal(Guesses.RowsPerClient, Guess("fd00::5", 1000));
        Assert.Equal(1, Guess("fd00::6", 1));
        Assert.Empty(journal.Flows);
        time.Advance(Guesses.Period);
        FlowRecord last = Assert.Single(journal.Flows);
        Assert.Equal((1000, "unknown; the last of 940 flows of this client to unknown addresses within a minute that share this row"), (last.Id, last.Error));
        // The next minute is a new one, and one without too many writes nothing.
        Assert.Equal(1, Guess("fd00::5", 1));
        time.Advance(Guesses.Period);
        Assert.Single(journal.Flows);
    }

    [Fact]
    public void Of_all_clients_so_many_a_minute_have_a_row_each()
    {
        int clients = Guesses.RowsOfAll / Guesses.RowsPerClient * 2;
        Assert.Equal(Guesses.RowsOfAll, Enumerable.Range(0, clients).Sum(i => Guess($"fd00::{i:x}", Guesses.RowsPerClient)));
        time.Advance(Guesses.Period);
        Assert.Equal(clients / 2, journal.Flows.Count);
        Assert.Equal(Guesses.RowsOfAll, journal.Flows.Sum(Number));
    }

    [Fact]
    public void A_client_with_very_many_addresses_costs_a_bounded_number_of_rows_and_none_of_its_flows_is_forgotten()
    {
        int recorded = Enumerable.Range(0, 5000).Sum(i => Guess($"fd00::{i:x}", 2));
        time.Advance(Guesses.Period);
        Assert.InRange(recorded + journal.Flows.Count, 1, Guesses.RowsOfAll + Guesses.MostClients + 1);
        Assert.Equal(10_000, recorded + journal.Flows.Sum(Number));
        Assert.Contains("of other clients", journal.Flows[^1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_counted_in_the_end_is_recorded_then_and_the_log_tells_begin_and_end_once()
    {
        _ = Guess("fd00::5", 100);
        guesses.Dispose();
        Assert.Equal(40, Number(Assert.Single(journal.Flows)));
        Assert.Equal(
            ["More flows go to unknown phantom addresses than have an audit row each (of one client 60 a minute, of all 600; first fd00::5); the others share one a client and minute, which has their number",
                "Flows to unknown phantom addresses have an audit row each again; 40 shared one"], log.Lines);
    }

    private static int Number(FlowRecord flow) => int.Parse(flow.Error!.Split("the last of ")[1].Split(' ')[0], CultureInfo.InvariantCulture);

    private int Guess(string client, int times) =>
        Enumerable.Range(0, times).Count(_ => guesses.MayRecord(new FlowRecord { Id = ++ids, ClientAddress = NetAddress.Parse(client), Outcome = Outcome.UnknownPhantom, Error = "unknown" }));

    private sealed class Journal : IFlowJournal
    {
        public List<FlowRecord> Flows { get; } = [];

        public long NextFlowId() => 0;

        public JournalEntry Append(FlowRecord record, bool admitted)
        {
            Assert.False(admitted);
            Flows.Add(record);
            return JournalEntry.Recorded;
        }
    }
}
