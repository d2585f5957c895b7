namespace Relay.Store.Model;

/// <summary>What becomes of a new flow for which the audit journal has no room.</summary>
public enum JournalFull
{
    /// <summary>It is refused: nothing is relayed that is not recorded.</summary>
    Refuse,

    /// <summary>It goes on, and is counted in the log and in <c>audit_loss</c>.</summary>
    Count,
}
