using System.Buffers.Binary;
using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Worker.Protocols.Dns;

/// <summary>Reads what a server answers to one of our own questions.</summary>
internal static class DnsResponseReader
{
    /// <summary>How many aliases in a row are followed; records in another order, or in a circle, cost no more than this many walks.</summary>
    public const int MaxAliases = 16;

    /// <summary>No dial tries more.</summary>
    public const int MaxAddresses = 64;

    /// <summary>Of types other than addresses; what is over that would not fit a reply anyway.</summary>
    public const int MaxRecords = 256;

    private const ushort ClassIn = 1;

    /// <summary>False for what is no answer to this question: the sender is somebody else, or broken, and the wait goes on.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, ushort id, DomainName name, ushort type, out DnsResponse response)
    {
        response = default;
        if (!DnsHeader.TryRead(message, out DnsHeader header) || !header.IsResponse || header.Id != id || header.Questions != 1)
            return false;
        Span<byte> asked = stackalloc byte[DnsNameCodec.MaxWire];
        Span<byte> current = stackalloc byte[DnsNameCodec.MaxWire];
        int offset = DnsHeader.Length;
        if (!DnsNameCodec.TryEncode(name.Value, asked, out int askedLength)
            || !DnsNameCodec.TryExpand(message, ref offset, current, out int currentLength)
            || !DnsNameCodec.AreEqual(asked[..askedLength], current[..currentLength])
            || offset + 4 > message.Length
            || BinaryPrimitives.ReadUInt16BigEndian(message[offset..]) != type
            || BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]) != ClassIn)
            return false;
        offset += 4;
        if (header.IsTruncated || header.ResponseCode is not (DnsResponseCode.NoError or DnsResponseCode.NxDomain))
        {
            response = new DnsResponse(header.ResponseCode, header.IsTruncated);
            return true;
        }
        return TryReadSections(message, offset, header, current, currentLength, type, out response);
    }

    private static bool TryReadSections(
        ReadOnlySpan<byte> message, int answers, in DnsHeader header, Span<byte> current, int currentLength, ushort type, out DnsResponse response)
    {
        response = default;
        DnsRecordReader end = new(message, answers, header.Answers);
        Span<byte> owner = stackalloc byte[DnsNameCodec.MaxWire];
        while (end.TryNext(out DnsRawRecord record))
        {
            // A pointer to itself, or beyond the message: nothing of such a message is believed.
            int name = record.Owner;
            if (!DnsNameCodec.TryExpand(message, ref name, owner, out _))
                return false;
        }
        if (end.IsBroken)
            return false;
        uint ttl = uint.MaxValue;
        int aliases = 0;
        while (TryFollow(message, new DnsRecordReader(message, answers, header.Answers), current, ref currentLength, ref ttl))
        {
            if (++aliases == MaxAliases)
            {
                response = new DnsResponse(DnsResponseCode.ServFail, false);
                return true;
            }
        }
        DnsRecordReader reader = new(message, answers, header.Answers);
        bool isAddress = type is DnsType.A or DnsType.Aaaa;
        NetAddress[] addresses = isAddress ? Collect(message, reader, current[..currentLength], type, ref ttl) : [];
        List<byte[]> data = isAddress ? [] : CollectData(message, reader, current[..currentLength], type, ref ttl);
        bool hasAny = addresses.Length + data.Count > 0;
        uint? negative = hasAny ? null : NegativeTtl(message, new DnsRecordReader(message, end.Offset, header.Authorities));
        bool isOpen = aliases > 0 && !hasAny && negative is null && header.ResponseCode == DnsResponseCode.NoError;
        uint? life = hasAny || isOpen ? ttl : negative is { } denied ? Math.Min(ttl, denied) : null;
        // NXDOMAIN beside an alias's records is a contradiction; the records are there.
        response = new DnsResponse(hasAny ? DnsResponseCode.NoError : header.ResponseCode, false, addresses, life, data)
        {
            Alias = isOpen ? DnsNameCodec.ToText(current[..currentLength]) : null,
        };
        return true;
    }

    /// <summary>Replaces the current name by what it is an alias of.</summary>
    private static bool TryFollow(ReadOnlySpan<byte> message, DnsRecordReader reader, Span<byte> current, ref int length, ref uint ttl)
    {
        Span<byte> target = stackalloc byte[DnsNameCodec.MaxWire];
        while (reader.TryNext(out DnsRawRecord record))
        {
            int data = record.Data;
            if (record.Type != DnsType.Cname || !IsOwnedBy(message, record, current[..length]))
                continue;
            if (!DnsNameCodec.TryExpand(message, ref data, target, out int targetLength))
                return false;
            target[..targetLength].CopyTo(current);
            length = targetLength;
            ttl = Math.Min(ttl, Lifetime(record.Ttl));
            return true;
        }
        return false;
    }

    private static NetAddress[] Collect(ReadOnlySpan<byte> message, DnsRecordReader reader, ReadOnlySpan<byte> owner, ushort type, ref uint ttl)
    {
        Span<NetAddress> found = stackalloc NetAddress[MaxAddresses];
        int count = 0, size = type == DnsType.A ? 4 : 16;
        while (count < MaxAddresses && reader.TryNext(out DnsRawRecord record))
        {
            if (record.Type != type || record.DataLength != size || !IsOwnedBy(message, record, owner))
                continue;
            NetAddress address = NetAddress.FromBytes(message.Slice(record.Data, size));
            // An IPv4 address in the clothes of an IPv6 one: nobody honest sends that.
            if (address.IsIPv4 != (type == DnsType.A))
                continue;
            found[count++] = address;
            ttl = Math.Min(ttl, Lifetime(record.Ttl));
        }
        return found[..count].ToArray();
    }

    private static List<byte[]> CollectData(ReadOnlySpan<byte> message, DnsRecordReader reader, ReadOnlySpan<byte> owner, ushort type, ref uint ttl)
    {
        List<byte[]> found = [];
        while (found.Count < MaxRecords && reader.TryNext(out DnsRawRecord record))
        {
            if (record.Type != type || !IsOwnedBy(message, record, owner) || DnsDataReader.Read(message, record) is not { } data)
                continue;
            found.Add(data);
            ttl = Math.Min(ttl, Lifetime(record.Ttl));
        }
        return found;
    }

    /// <summary>The smaller of the SOA's own TTL and its MINIMUM, the last of its fields (RFC 2308 section 5).</summary>
    private static uint? NegativeTtl(ReadOnlySpan<byte> message, DnsRecordReader reader)
    {
        while (reader.TryNext(out DnsRawRecord record))
        {
            if (record.Type == DnsType.Soa && record.Class == ClassIn && record.DataLength >= 22)
            {
                uint minimum = BinaryPrimitives.ReadUInt32BigEndian(message[(record.Data + record.DataLength - 4)..]);
                return Math.Min(Lifetime(record.Ttl), Lifetime(minimum));
            }
        }
        return null;
    }

    private static bool IsOwnedBy(ReadOnlySpan<byte> message, in DnsRawRecord record, ReadOnlySpan<byte> name)
    {
        Span<byte> owner = stackalloc byte[DnsNameCodec.MaxWire];
        int offset = record.Owner;
        return record.Class == ClassIn && DnsNameCodec.TryExpand(message, ref offset, owner, out int length)
            && DnsNameCodec.AreEqual(owner[..length], name);
    }

    /// <summary>A TTL with its high bit set is zero: RFC 2181 section 8.</summary>
    private static uint Lifetime(uint ttl) => ttl > int.MaxValue ? 0 : ttl;
}
