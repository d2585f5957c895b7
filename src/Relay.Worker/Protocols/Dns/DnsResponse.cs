using Relay.Store.Model;

namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// What a server said of one name and type. <see cref="Ttl"/> is the least along the chain of aliases; without records it is the negative TTL of
/// RFC 2308 section 5, and null where the server sent no SOA: then nothing may be cached. <see cref="Data"/> is that of records other than addresses.
/// </summary>
internal readonly record struct DnsResponse(int Code, bool IsTruncated, NetAddress[] Addresses, uint? Ttl, IReadOnlyList<byte[]> Data)
{
    public DnsResponse(int code, bool isTruncated)
        : this(code, isTruncated, [], null, [])
    {
    }

    /// <summary>Where the aliases lead, if the server says nothing of what is there: to be asked for. Its text is as it came.</summary>
    public string? Alias { get; init; }
}
