namespace Relay.Store.Model;

/// <summary>One attempt of a flow's dial: a row of <c>connection_attempt</c>. Times are UTC ticks.</summary>
/// <param name="Address">What was dialed; null where a proxy was given the name.</param>
/// <param name="Upstream">The way out.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it was connected, had failed, or was given up.</param>
/// <param name="Outcome">Ok, or why it failed; null where it was called off, because another was quicker or the flow had ended.</param>
public readonly record struct FlowAttempt(NetAddress? Address, string Upstream, long StartedAt, long EndedAt, Outcome? Outcome);
