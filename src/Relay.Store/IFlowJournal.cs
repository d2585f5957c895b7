using Relay.Store.Model;

namespace Relay.Store;

/// <summary>Where flows are recorded: appended without a system call, moved to the database by a writer (sql.md section 6). Thread-safe.</summary>
public interface IFlowJournal
{
    /// <summary><c>worker.id · 2³⁶ + n</c>: unique over all workers and starts.</summary>
    long NextFlowId();

    /// <summary>Records the present state of a flow; survives the end of the process from here on.</summary>
    /// <returns>False where the journal is full: the flow must be refused.</returns>
    bool Append(FlowRecord record);
}
