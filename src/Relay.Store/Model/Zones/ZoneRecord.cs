using Relay.Store.Dns;

namespace Relay.Store.Model.Zones;

/// <summary>A record of <c>dns_record</c> without its name: its content as text, and as the data of a message.</summary>
internal sealed record ZoneRecord(ushort Type, uint Ttl, string Content, ReadOnlyMemory<byte> Data)
{
    /// <summary>An address record: it stands in the place of a phantom address.</summary>
    public bool IsAddress => Type is DnsType.A or DnsType.Aaaa;
}
