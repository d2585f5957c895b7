namespace Relay.Store.Model;

/// <summary>A compiled row of <c>pool</c>.</summary>
public sealed record Pool(string Name, PoolKind Kind, NetPrefix Prefix, string? Listener);
