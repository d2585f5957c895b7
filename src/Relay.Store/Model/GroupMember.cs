namespace Relay.Store.Model;

/// <summary>A way out within a group.</summary>
/// <param name="Upstream">No group itself.</param>
/// <param name="Weight">At least 1: its share is this of the sum of all.</param>
public sealed record GroupMember(Upstream Upstream, int Weight);
