using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>No audit: flows have their ids, for the log, and leave no row.</summary>
internal sealed class SilentJournal(long workerId) : IFlowJournal
{
    private readonly FlowIds ids = new(workerId);

    /// <inheritdoc/>
    public long NextFlowId() => ids.Next();

    /// <inheritdoc/>
    public JournalEntry Append(FlowRecord record, bool admitted) => JournalEntry.Recorded;
}
