using Relay.Store.Dns;

namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// The data of a record on its own. Of the types that are forwarded, three may hold a compressed name, at their end (RFC 3597 section 4); it is written out:
/// <code>
/// MX     | PREFERENCE(2) | NAME… |
/// SRV    | PRIORITY(2) | WEIGHT(2) | PORT(2) | NAME… |
/// NAPTR  | ORDER(2) | PREFERENCE(2) | LENGTH(1) flags… | LENGTH(1) services… | LENGTH(1) regexp… | NAME… |
/// </code>
/// </summary>
internal static class DnsDataReader
{
    private const int NaptrFixed = 4, NaptrTexts = 3;

    /// <summary>Null where the name is broken, or ends elsewhere than the data.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> message, in DnsRawRecord record)
    {
        ReadOnlySpan<byte> data = message.Slice(record.Data, record.DataLength);
        int head = record.Type switch
        {
            DnsType.Mx => 2,
            DnsType.Srv => 6,
            DnsType.Naptr => LengthBeforeName(data),
            _ => data.Length,
        };
        if (record.Type is not (DnsType.Mx or DnsType.Srv or DnsType.Naptr))
            return data.ToArray();
        if (head >= data.Length)
            return null;
        Span<byte> name = stackalloc byte[DnsNameCodec.MaxWire];
        int offset = record.Data + head;
        return DnsNameCodec.TryExpand(message, ref offset, name, out int length) && offset == record.Data + record.DataLength
            ? [.. data[..head], .. name[..length]]
            : null;
    }

    private static int LengthBeforeName(ReadOnlySpan<byte> data)
    {
        int length = NaptrFixed;
        for (int i = 0; i < NaptrTexts && length < data.Length; i++)
            length += 1 + data[length];
        return length;
    }
}
