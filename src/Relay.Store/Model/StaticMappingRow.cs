namespace Relay.Store.Model;

/// <summary>A row of <c>static_mapping</c>: an address the administrator pinned to a name.</summary>
public sealed record StaticMappingRow(long Idx, string Domain);
