using Relay.Store.Model;

namespace Relay.Store.Snapshots;

/// <summary>What one read transaction saw of the configuration, and of the table <c>problem</c>.</summary>
internal sealed record ConfigurationPicture(long Revision, TableRows Rows, IReadOnlyList<Problem> Problems);
