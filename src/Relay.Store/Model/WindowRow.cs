namespace Relay.Store.Model;

/// <summary>A row of <c>ipv4_window</c>: IPv4 addresses that stand for members of a group or, where <paramref name="GroupId"/> is null, for rows of <c>static_mapping</c>.</summary>
public sealed record WindowRow(string Network, long? GroupId, long First);
