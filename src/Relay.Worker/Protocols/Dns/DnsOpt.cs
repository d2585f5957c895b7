using System.Buffers.Binary;
using System.Text;
using Relay.Store.Answers;
using Relay.Store.Dns;

namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// The OPT pseudo-record of a message that we send (RFC 6891 section 6.1.2), with the options that say something here.
/// <code>
/// | 0 | 41(2) | UDP size(2) | RCODE high(1) | version(1) | DO Z(2) | LENGTH(2) | options… |
/// KEEPALIVE  timeout in tenths of a second(2)                        RFC 7828 section 3.1
/// ERROR      code(2) text…                                          RFC 8914 section 2
/// PADDING    zeros to a length of the message that says little      RFC 7830, RFC 8467 section 4.1
/// </code>
/// </summary>
internal readonly record struct DnsOpt
{
    private const int FixedLength = 11, PaddedBlock = 468;
    private const ushort DnssecOk = 0x8000;

    public bool IsDnssecOk { get; init; }

    public TimeSpan? KeepAlive { get; init; }

    public DnsReason? Reason { get; init; }

    public bool IsPadded { get; init; }

    /// <summary>Its length before padding.</summary>
    public int Length => FixedLength
        + (KeepAlive is null ? 0 : DnsOption.HeadLength + sizeof(ushort))
        + (Reason is null ? 0 : DnsOption.HeadLength + sizeof(ushort) + Reason.Text.Length)
        + (IsPadded ? DnsOption.HeadLength : 0);

    /// <summary>Writes it behind the first <paramref name="start"/> bytes of a message, which has room for it; returns the message's length.</summary>
    public int Write(Span<byte> message, int start, int responseCode)
    {
        Span<byte> opt = message[start..];
        opt[..FixedLength].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], DnsType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], DnsQuery.MaxUdpSize);
        opt[5] = (byte)(responseCode >> 4);
        BinaryPrimitives.WriteUInt16BigEndian(opt[7..], IsDnssecOk ? DnssecOk : (ushort)0);
        int end = FixedLength;
        if (KeepAlive is { } timeout)
            BinaryPrimitives.WriteUInt16BigEndian(Add(opt, ref end, DnsOption.KeepAlive, sizeof(ushort)), (ushort)(timeout.TotalSeconds * 10));
        if (Reason is { } reason)
        {
            Span<byte> value = Add(opt, ref end, DnsOption.ExtendedError, sizeof(ushort) + reason.Text.Length);
            BinaryPrimitives.WriteUInt16BigEndian(value, reason.Code);
            Encoding.ASCII.GetBytes(reason.Text, value[sizeof(ushort)..]);
        }
        if (IsPadded)
        {
            int padded = (start + end + DnsOption.HeadLength + PaddedBlock - 1) / PaddedBlock * PaddedBlock;
            Add(opt, ref end, DnsOption.Padding, Math.Min(padded, message.Length) - start - end - DnsOption.HeadLength).Clear();
        }
        BinaryPrimitives.WriteUInt16BigEndian(opt[(FixedLength - sizeof(ushort))..], (ushort)(end - FixedLength));
        return start + end;
    }

    /// <summary>The place of the value of another option.</summary>
    private static Span<byte> Add(Span<byte> opt, ref int end, ushort code, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(opt[end..], code);
        BinaryPrimitives.WriteUInt16BigEndian(opt[(end + 2)..], (ushort)length);
        Span<byte> value = opt.Slice(end + DnsOption.HeadLength, length);
        end += DnsOption.HeadLength + length;
        return value;
    }
}
