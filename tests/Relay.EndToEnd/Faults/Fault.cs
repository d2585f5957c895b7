namespace Relay.EndToEnd.Faults;

/// <summary>How a side leaves a flow other than in order.</summary>
internal enum Fault
{
    /// <summary>Not at all: it sends all, then FIN, and reads to the end.</summary>
    None,

    /// <summary>RST in place of FIN, at a random point.</summary>
    Reset,

    /// <summary>Closes while received bytes wait unread, which is a RST too.</summary>
    CloseUnread,

    /// <summary>RST at a random point after its FIN: the flow may have ended in order before.</summary>
    ResetAfterEnd,
}
