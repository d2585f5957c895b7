namespace Relay.Store;

/// <summary>What waits in an audit journal, and what could not be kept.</summary>
public sealed record JournalFigures
{
    /// <summary>Segments that hold what is not stored yet, and the one that is being filled.</summary>
    public required int Segments { get; init; }

    /// <summary>Their size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The size at which the journal is full.</summary>
    public required long Limit { get; init; }

    /// <summary>Bytes that the writer has not come to yet.</summary>
    public required long UnreadBytes { get; init; }

    /// <summary>Records that found no room.</summary>
    public required long RefusedRecords { get; init; }

    /// <summary>Flows without a row, or without its end, because the journal was full.</summary>
    public required long UnrecordedFlows { get; init; }

    /// <summary>Flows that the database refused in every form.</summary>
    public required long DroppedFlows { get; init; }

    /// <summary>Whether the database took the rows when it was last given some.</summary>
    public required bool IsStoring { get; init; }
}
