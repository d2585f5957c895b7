namespace Relay.Worker.Protocols.Dns;

/// <summary>One resource record where it lies in its message: offsets of its owner name and its data.</summary>
internal readonly record struct DnsRawRecord(int Owner, ushort Type, ushort Class, uint Ttl, int Data, int DataLength);
