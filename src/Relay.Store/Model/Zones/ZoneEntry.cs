namespace Relay.Store.Model.Zones;

/// <summary>A row of <c>dns_record</c> at its name: what it says, or why it says nothing.</summary>
internal sealed record ZoneEntry(long Id, ZoneRecord? Record, string? Fault);
