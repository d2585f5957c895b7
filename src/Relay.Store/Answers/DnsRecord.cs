using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// One resource record. <see cref="Address"/> is set for A and AAAA; <see cref="Target"/> (a name without final dot, "." for the root) for PTR, NS and CNAME;
/// <see cref="Content"/> for the others, as in a zone file.
/// </summary>
public sealed record DnsRecord(string Name, ushort Type, uint Ttl, NetAddress Address = default, string? Target = null, string? Content = null);
