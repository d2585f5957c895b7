using Relay.Store.Model;

namespace Relay.Worker.Dialing;

/// <summary>What all attempts of one dial share.</summary>
/// <param name="Snapshot">The flow's.</param>
/// <param name="Origin">Whose flow it is.</param>
/// <param name="Deadline">In milliseconds of the loop's clock.</param>
internal sealed record DialContext(Snapshot Snapshot, FlowOrigin Origin, long Deadline);
