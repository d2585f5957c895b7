using Relay.Store.Model;

namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// What a server said of one name and address type. <see cref="Ttl"/> is the least along the chain of aliases; without addresses it is the negative TTL of
/// RFC 2308 section 5, and null where the server sent no SOA: then nothing may be cached.
/// </summary>
internal readonly record struct DnsResponse(int Code, bool IsTruncated, NetAddress[] Addresses, uint? Ttl);
