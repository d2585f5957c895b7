using System.Buffers.Binary;
using Relay.Store.Dns;

namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// Walks the records of a message (RFC 1035 section 4.1.3).
/// <code>
/// | NAME… | TYPE(2) | CLASS(2) | TTL(4) | RDLENGTH(2) | RDATA… |
/// </code>
/// </summary>
internal ref struct DnsRecordReader(ReadOnlySpan<byte> message, int offset, int count)
{
    private const int Fixed = 10;

    private readonly ReadOnlySpan<byte> message = message;
    private int remaining = count;

    /// <summary>The message ended, or lost its form, before <c>count</c> records.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Where the next record begins.</summary>
    public int Offset { get; private set; } = offset;

    public bool TryNext(out DnsRawRecord record)
    {
        record = default;
        if (remaining == 0 || IsBroken)
            return false;
        remaining--;
        int owner = Offset, position = Offset;
        IsBroken = true;
        if (!DnsNameCodec.TrySkip(message, ref position) || position + Fixed > message.Length)
            return false;
        ReadOnlySpan<byte> rest = message[position..];
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[8..]);
        if (length > rest.Length - Fixed)
            return false;
        record = new DnsRawRecord(
            owner,
            BinaryPrimitives.ReadUInt16BigEndian(rest),
            BinaryPrimitives.ReadUInt16BigEndian(rest[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(rest[4..]),
            position + Fixed,
            length);
        Offset = position + Fixed + length;
        IsBroken = false;
        return true;
    }
}
