using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Tests.Audit;

/// <summary>
/// What this executable does when the variable is set: appends flows to a journal in that directory until it is killed, and says which ids are
/// in. The odd ones end, the even ones stay open.
/// </summary>
internal static class KilledProcess
{
    public const string Variable = "URELAY_TEST_KILLED_JOURNAL";

    /// <summary>Before Main, which is the test runner's.</summary>
    [ModuleInitializer]
    internal static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } directory)
            return;
        FakeSink away = new() { Failure = _ => new StoreUnavailableException("never there") };
        FlowJournal journal = FlowJournal.Open(directory, 5, 1L << 30, away, TimeProvider.System, NullLogger.Instance);
        while (true)
        {
            long id = journal.NextFlowId();
            bool appended = journal.Append(Flows.Make(id, Outcome.Open), admitted: false) == JournalEntry.Recorded && (id % 2 == 0 || journal.Append(Flows.Make(id), admitted: true) == JournalEntry.Recorded);
            Console.WriteLine(appended ? id : "full");
        }
    }
}
