namespace Relay.Store.Model;

/// <summary>
/// What one stage of the rules decided, by which row. <paramref name="OwnHost"/> is set where an address rule lifts the protection of the relay's own
/// host; <paramref name="Network"/> is that rule's network. Null <paramref name="Upstream"/>, <paramref name="Resolve"/>,
/// <paramref name="Resolver"/> and <paramref name="Counts"/>: the row does not say.
/// </summary>
public readonly record struct Verdict(
    VerdictKind Kind, long? RuleId = null, Upstream? Upstream = null, ResolveMode? Resolve = null, bool OwnHost = false, NetPrefix? Network = null, string? Defect = null,
    NameResolver? Resolver = null, FamilyCounts? Counts = null);
