using Relay.Store.Model;

namespace Relay.Store.Snapshots;

/// <summary>What one read transaction saw of the configuration.</summary>
/// <param name="Place">How far the feed of changes was read: opaque, given back at the next look.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Compiled">What the tables were compiled to; null where nothing had changed.</param>
internal sealed record ConfigurationPicture(string Place, long Revision, CompiledTables? Compiled);
