using Relay.Store.Model;

namespace Relay.Store.Tests.Compliance;

/// <summary>In place of a journal where a test writes to the sink itself.</summary>
internal sealed class NoJournal : IFlowJournal
{
    public long NextFlowId() => throw new NotSupportedException();

    public JournalEntry Append(FlowRecord record, bool admitted) => throw new NotSupportedException();
}
