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
    public static bool TryRead(ReadOnlySpan<byte> message, out DnsQuery query, out int code)
    {
        query = default;
        code = DnsResponseCode.FormErr;
        if (!DnsHeader.TryRead(message, out DnsHeader header) || header.IsResponse)
            return false;
        query = new DnsQuery(header.Id, header.Flags, "", 0, 0, false, 0);
        if ((header.Flags & DnsHeader.OpcodeMask) != 0)
        {
            code = DnsResponseCode.NotImp;
            return true;
        }
        int offset = DnsHeader.Length;
        if (header.Questions != 1 || !DnsNameCodec.TryRead(message, ref offset, out string name) || offset + 4 > message.Length)
            return true;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
        ushort questionClass = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]);
        offset += 4;
        query = query with { Name = name, Type = type, QuestionLength = offset - DnsHeader.Length };
        code = ReadRecords(message, offset, header, ref query);
        if (code == DnsResponseCode.NoError && questionClass != ClassIn)
            code = DnsResponseCode.Refused;
        return true;
    }

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
            query = query with { HasEdns = true, UdpSize = record.Class };
            if ((record.Ttl >> 16 & 0xff) != 0)
                code = DnsResponseCode.BadVersion;
        }
        return reader.IsBroken ? DnsResponseCode.FormErr : code;
    }
}
