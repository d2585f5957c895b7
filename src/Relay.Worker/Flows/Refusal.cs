namespace Relay.Worker.Flows;

/// <summary>Why a flow is refused for want of room: the outcome <c>limit</c>.</summary>
internal enum Refusal
{
    /// <summary>It is not.</summary>
    None,

    /// <summary><c>--max-flows</c>.</summary>
    MaxFlows,

    /// <summary><c>--max-flows-per-client</c>.</summary>
    MaxFlowsPerClient,

    /// <summary><c>max=N</c> of a listener.</summary>
    MaxFlowsOfListener,

    /// <summary>No descriptor or memory to dial with.</summary>
    Descriptors,

    /// <summary>The audit journal takes no more flows.</summary>
    JournalFull,
}
