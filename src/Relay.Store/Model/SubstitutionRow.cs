namespace Relay.Store.Model;

/// <summary>A row of <c>substitution</c>: what the members of a group of addresses stand for.</summary>
public sealed record SubstitutionRow(long GroupId, string? ToNetwork, string? ToDomain, string? Upstream);
