namespace Relay.Store.Model;

/// <summary>A row of <c>upstream_member</c>.</summary>
public sealed record UpstreamMemberRow(string GroupName, string Member, long Position, long Weight);
