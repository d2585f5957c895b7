using Relay.Store.Model;

namespace Relay.Worker.Flows;

/// <summary>How a flow ended, with what else there is to say about it.</summary>
internal readonly record struct FlowEnd(Outcome Outcome, string? Error = null);
