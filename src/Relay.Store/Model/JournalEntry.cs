namespace Relay.Store.Model;

/// <summary>What the journal did with a record.</summary>
public enum JournalEntry
{
    /// <summary>Taken: it survives the end of the process.</summary>
    Recorded,

    /// <summary>There was no room; the flow may go on, and its loss is counted.</summary>
    Unrecorded,

    /// <summary>There was no room: a flow that was not let in before must be refused.</summary>
    Refused,
}
