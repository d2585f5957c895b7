using System.Buffers.Binary;
using Relay.Store.Answers;
using Relay.Store.Dns;

namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// Writes a message into a buffer that must not be exceeded. What fails to fit, or cannot be encoded, leaves the message as it was.
/// Names are compressed against the question only: it is what nearly every record shares.
/// </summary>
internal ref struct DnsMessageWriter
{
    private const ushort ClassIn = 1;
    private const int QuestionFixed = 4;

    private readonly Span<byte> whole;
    private readonly Span<byte> buffer;
    private readonly Span<byte> name;
    private readonly string asked;
    private readonly DnsOpt? opt;
    private readonly int start;

    /// <summary>
    /// Begins with a copied question section: <paramref name="question"/> is one encoded name, type and class, or nothing; <paramref name="asked"/> is that name
    /// as text. A place is kept for <paramref name="opt"/>, so that no record crowds it out.
    /// </summary>
    public DnsMessageWriter(Span<byte> buffer, ReadOnlySpan<byte> question, string asked, DnsOpt? opt)
    {
        whole = buffer;
        this.asked = asked;
        this.opt = opt;
        this.buffer = buffer[..^(opt?.Length ?? 0)];
        question.CopyTo(buffer[DnsHeader.Length..]);
        name = question.IsEmpty ? default : buffer.Slice(DnsHeader.Length, question.Length - QuestionFixed);
        Length = start = DnsHeader.Length + question.Length;
    }

    public int Length { get; private set; }

    /// <summary>Adds OPT, and the header, which holds the counts; returns the length of the message.</summary>
    public int Finish(in DnsHeader header, int responseCode)
    {
        if (opt is { } last)
            Length = last.Write(whole, Length, responseCode);
        header.Write(whole);
        return Length;
    }

    /// <summary>Takes back all records.</summary>
    public void Clear() => Length = start;

    /// <summary>False where the record does not fit or has no wire form.</summary>
    public bool TryWriteRecord(DnsRecord record)
    {
        int before = Length;
        if (TryWriteOwner(record.Name) && TryWriteUInt16(record.Type) && TryWriteUInt16(ClassIn) && TryWriteUInt32(record.Ttl)
            && TryWriteUInt16(0))
        {
            int data = Length;
            if (TryWriteData(record))
            {
                BinaryPrimitives.WriteUInt16BigEndian(buffer[(data - 2)..], (ushort)(Length - data));
                return true;
            }
        }
        Length = before;
        return false;
    }

    private bool TryWriteData(DnsRecord record) => record.Type switch
    {
        DnsType.A => record.Address.IsIPv4 && TryWriteUInt32(record.Address.Low32),
        DnsType.Aaaa => TryWriteAddress(record),
        DnsType.Cname or DnsType.Ns or DnsType.Ptr => TryWriteName(record.Target),
        _ => record.Data is { } data && TryWrite(data.Span),
    };

    private bool TryWriteAddress(DnsRecord record)
    {
        if (buffer.Length - Length < 16)
            return false;
        record.Address.WriteBytes(buffer[Length..]);
        Length += 16;
        return true;
    }

    /// <summary>Nearly every record is of the name that was asked for: the same text, and so the same bytes.</summary>
    private bool TryWriteOwner(string owner) => ReferenceEquals(owner, asked) && !name.IsEmpty ? TryWriteUInt16(0xc000 | DnsHeader.Length) : TryWriteName(owner);

    private bool TryWriteName(scoped ReadOnlySpan<char> text)
    {
        Span<byte> wire = stackalloc byte[DnsNameCodec.MaxWire];
        if (!DnsNameCodec.TryEncode(text, wire, out int length))
            return false;
        // The longest suffix that is also one of the question's, byte for byte: the case stays as the record has it.
        for (int label = 0; wire[label] != 0; label += 1 + wire[label])
        {
            if (OffsetInQuestion(wire[label..length]) is var target and > 0)
                return TryWrite(wire[..label]) && TryWriteUInt16((ushort)(0xc000 | target));
        }
        return TryWrite(wire[..length]);
    }

    private readonly int OffsetInQuestion(scoped ReadOnlySpan<byte> suffix)
    {
        int at = 0;
        while (name.Length - at > suffix.Length)
            at += 1 + name[at];
        return name.Length - at == suffix.Length && name[at..].SequenceEqual(suffix) ? DnsHeader.Length + at : 0;
    }

    private bool TryWrite(scoped ReadOnlySpan<byte> bytes)
    {
        if (!bytes.TryCopyTo(buffer[Length..]))
            return false;
        Length += bytes.Length;
        return true;
    }

    private bool TryWriteUInt16(ushort value)
    {
        if (!BinaryPrimitives.TryWriteUInt16BigEndian(buffer[Length..], value))
            return false;
        Length += sizeof(ushort);
        return true;
    }

    private bool TryWriteUInt32(uint value)
    {
        if (!BinaryPrimitives.TryWriteUInt32BigEndian(buffer[Length..], value))
            return false;
        Length += sizeof(uint);
        return true;
    }
}
