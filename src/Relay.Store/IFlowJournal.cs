using Relay.Store.Model;

namespace Relay.Store;

/// <summary>Where flows are recorded: appended without a system call, moved to the database by a writer (sql.md section 6). Thread-safe.</summary>
public interface IFlowJournal
{
    /// <summary><c>worker.id · 2³⁶ + n</c>: unique over all workers and starts.</summary>
    long NextFlowId();

    /// <summary>Records the present state of a flow; survives the end of the process from here on.</summary>
    /// <param name="record">The flow's present state.</param>
    /// <param name="admitted">An earlier record of the flow was taken. Only then is the room kept for ends open to its end: flows that are refused come without limit.</param>
    JournalEntry Append(FlowRecord record, bool admitted);
}
