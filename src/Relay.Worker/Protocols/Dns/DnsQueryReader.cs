using System.Buffers.Binary;
using Relay.Store.Dns;

namespace Relay.Worker.Protocols.Dns;

/// <summary>Reads what a client asks.</summary>
internal static class DnsQueryReader
{
    private const ushort ClassIn = 1;

    /// <summary>
    /// False where nothing may be answered: shorter than a header, or itself an answer (two servers would talk forever). Else <paramref name="code"/> is
    /// what to answer at once, or <see cref="DnsResponseCode.NoError"/> for a question that is to be looked at. Of a broken question only id and flags are known.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> message, DnsTransport transport, out DnsQuery query, out int code)
    {
        query = default;
        code = DnsResponseCode.FormErr;
        if (!DnsHeader.TryRead(message, out DnsHeader header) || header.IsResponse)
            return false;
        query = new DnsQuery(header.Id, header.Flags, "", 0, 0, false, 0) { Transport = transport };
        if ((header.Flags & DnsHeader.OpcodeMask) != 0)
        {
            code = DnsResponseCode.NotImp;
            return true;
        }
        int offset = DnsHeader.Length;
        // One question and no more: RFC 9619.
        if (header.Questions != 1 || !DnsNameCodec.TryRead(message, ref offset, out string name) || offset + 4 > message.Length)
            return true;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
        ushort questionClass = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]);
        offset += 4;
        query = query with { Name = name, Type = type, QuestionLength = offset - DnsHeader.Length };
        code = ReadRecords(message, offset, header, ref query);
        if (code == DnsResponseCode.NoError)
            code = questionClass == ClassIn ? CodeOf(type) : DnsResponseCode.Refused;
        return true;
    }

    /// <summary>A zone in which every name exists cannot be transferred (RFC 5936 section 2.2.1); of the other types that are no records only ANY can be asked for.</summary>
    private static int CodeOf(ushort type) => type switch
    {
        DnsType.Any => DnsResponseCode.NoError,
        DnsType.Axfr or DnsType.Ixfr => DnsResponseCode.Refused,
        0 or DnsType.Opt => DnsResponseCode.FormErr,
        _ => DnsType.IsMeta(type) ? DnsResponseCode.NotImp : DnsResponseCode.NoError,
    };

    private static int ReadRecords(ReadOnlySpan<byte> message, int offset, in DnsHeader header, ref DnsQuery query)
    {
        DnsRecordReader reader = new(message, offset, header.Answers + header.Authorities + header.Additionals);
        int code = DnsResponseCode.NoError;
        while (reader.TryNext(out DnsRawRecord record))
        {
            if (record.Type != DnsType.Opt)
                continue;
            // At most one, of the root: RFC 6891 section 6.1.1.
            if (query.HasEdns || message[record.Owner] != 0)
                return DnsResponseCode.FormErr;
            code = ReadOpt(message, record, ref query);
        }
        return reader.IsBroken ? DnsResponseCode.FormErr : code;
    }

    /// <summary>Where class and TTL would be: <c>| UDP size(2) | RCODE high(1) | version(1) | DO Z(2) |</c>. Of an unknown version nothing else is understood.</summary>
    private static int ReadOpt(ReadOnlySpan<byte> message, in DnsRawRecord opt, ref DnsQuery query)
    {
        query = query with { HasEdns = true, UdpSize = opt.Class };
        if ((opt.Ttl >> 16 & 0xff) != 0)
            return DnsResponseCode.BadVersion;
        query = query with { IsDnssecOk = (opt.Ttl & 0x8000) != 0 };
        for (ReadOnlySpan<byte> rest = message.Slice(opt.Data, opt.DataLength); !rest.IsEmpty;)
        {
            if (rest.Length < DnsOption.HeadLength)
                return DnsResponseCode.FormErr;
            int length = DnsOption.HeadLength + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length > rest.Length)
                return DnsResponseCode.FormErr;
            query = BinaryPrimitives.ReadUInt16BigEndian(rest) switch
            {
                DnsOption.KeepAlive => query with { AsksKeepAlive = true },
                DnsOption.Padding => query with { IsPadded = true },
                _ => query,
            };
            rest = rest[length..];
        }
        return DnsResponseCode.NoError;
    }
}
