namespace Relay.PdnsBackend.Answering;

/// <summary>What of the store PowerDNS sees.</summary>
/// <param name="Listener">Names the pool that phantom addresses are from; where no pool is of that listener, the one for all.</param>
/// <param name="HasZones">Each row of <c>dns_zone</c> is a zone of its own, with its SOA and NS. Not for a PowerDNS that signs: its key is that of <c>.</c>, and a zone below would be bogus.</param>
internal sealed record BackendView(string Listener = "", bool HasZones = false);
