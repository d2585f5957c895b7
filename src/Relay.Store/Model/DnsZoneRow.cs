namespace Relay.Store.Model;

/// <summary>A row of <c>dns_zone</c>.</summary>
public sealed record DnsZoneRow(string Name);
