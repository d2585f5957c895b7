namespace Relay.Store.Model.Zones;

/// <summary>What the tables know of a name.</summary>
/// <param name="Node">The name itself, or the wildcard that it is made from (RFC 4592 section 3.3.1); null where it does not exist by the tables.</param>
/// <param name="Zone">The node of the zone that it lies in; null where it lies in none.</param>
/// <param name="Apex">The name of that zone.</param>
/// <param name="BelowDname">How long the part is that stands before the name of the node, which has a DNAME for it; 0 where the node is the name's own.</param>
internal readonly record struct ZoneMatch(ZoneNode? Node, ZoneNode? Zone, ReadOnlyMemory<char> Apex, int BelowDname = 0);
