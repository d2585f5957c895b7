using Relay.Store.Answers;

namespace Relay.Worker.Protocols.Dns;

/// <summary>The reply to a client's question.</summary>
internal static class DnsReply
{
    /// <summary>How long a client may leave its connection idle, for those that ask.</summary>
    public static readonly TimeSpan KeptAlive = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Writes the reply. <paramref name="question"/> is the question section as it came. An answer that is longer than the client takes over UDP is not sent in
    /// part, but as TC alone: the client asks again over TCP. What does not fit there is SERVFAIL.
    /// </summary>
    public static int Write(Span<byte> buffer, in DnsQuery query, ReadOnlySpan<byte> question, in DnsAnswer answer)
    {
        int code = answer.Kind switch
        {
            DnsAnswerKind.Answer => DnsResponseCode.NoError,
            DnsAnswerKind.NxDomain => DnsResponseCode.NxDomain,
            DnsAnswerKind.YxDomain => DnsResponseCode.YxDomain,
            _ => DnsResponseCode.ServFail,
        };
        if (code == DnsResponseCode.ServFail)
            return WriteEmpty(buffer, query, question, code, answer.Reason);
        DnsMessageWriter writer = Begin(buffer, query, question, answer.Reason);
        bool fits = true;
        for (int i = 0; fits && i < answer.Records.Count; i++)
            fits = writer.TryWriteRecord(answer.Records[i]);
        int authorities = 0;
        if (fits && answer.Soa is { } soa)
        {
            authorities = 1;
            fits = writer.TryWriteRecord(soa);
        }
        if (fits)
            return Finish(ref writer, query, question, DnsHeader.Authoritative, code, answer.Records.Count, authorities);
        writer.Clear();
        return query.Transport == DnsTransport.Udp
            ? Finish(ref writer, query, question, DnsHeader.Authoritative | DnsHeader.Truncated, code, 0, 0)
            : Finish(ref writer, query, question, 0, DnsResponseCode.ServFail, 0, 0);
    }

    /// <summary>A reply of a code alone.</summary>
    public static int WriteEmpty(Span<byte> buffer, in DnsQuery query, ReadOnlySpan<byte> question, int code, DnsReason? reason = null)
    {
        DnsMessageWriter writer = Begin(buffer, query, question, reason);
        return Finish(ref writer, query, question, 0, code, 0, 0);
    }

    /// <summary>A reply that only says: ask again over TCP.</summary>
    public static int WriteTruncated(Span<byte> buffer, in DnsQuery query, ReadOnlySpan<byte> question)
    {
        DnsMessageWriter writer = Begin(buffer, query, question, null);
        return Finish(ref writer, query, question, DnsHeader.Truncated, DnsResponseCode.NoError, 0, 0);
    }

    private static DnsMessageWriter Begin(Span<byte> buffer, in DnsQuery query, ReadOnlySpan<byte> question, DnsReason? reason)
    {
        DnsOpt? opt = query.HasEdns
            ? new DnsOpt
            {
                IsDnssecOk = query.IsDnssecOk,
                KeepAlive = query is { AsksKeepAlive: true, Transport: not DnsTransport.Udp } ? KeptAlive : null,
                IsPadded = query is { IsPadded: true, Transport: DnsTransport.Tls },
                Reason = reason,
            }
            : null;
        return new DnsMessageWriter(buffer[..Math.Min(buffer.Length, query.ReplyLimit)], question, query.Name, opt);
    }

    private static int Finish(
        ref DnsMessageWriter writer, in DnsQuery query, ReadOnlySpan<byte> question, int flags, int code, int answers, int authorities)
    {
        // RA is true: every name is answered here, and some stubs distrust a server that says otherwise.
        int kept = query.Flags & (DnsHeader.OpcodeMask | DnsHeader.RecursionDesired | DnsHeader.CheckingDisabled);
        flags |= DnsHeader.Response | DnsHeader.RecursionAvailable | kept | (code & 0xf);
        return writer.Finish(
            new DnsHeader(query.Id, (ushort)flags, question.IsEmpty ? (ushort)0 : (ushort)1, (ushort)answers, (ushort)authorities, query.HasEdns ? (ushort)1 : (ushort)0), code);
    }
}
