using System.Buffers.Binary;

namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// RFC 1035 section 4.1.1, with the bits of RFC 2535.
/// <code>
/// | ID(2) | QR OPCODE(4) AA TC RD | RA Z AD CD RCODE(4) | QDCOUNT(2) | ANCOUNT(2) | NSCOUNT(2) | ARCOUNT(2) |
/// </code>
/// </summary>
internal readonly record struct DnsHeader(ushort Id, ushort Flags, ushort Questions, ushort Answers, ushort Authorities, ushort Additionals)
{
    public const int Length = 12;

    public const ushort Response = 0x8000, Authoritative = 0x0400, Truncated = 0x0200, RecursionDesired = 0x0100, RecursionAvailable = 0x0080,
        CheckingDisabled = 0x0010;

    public const ushort OpcodeMask = 0x7800;

    public bool IsResponse => (Flags & Response) != 0;

    public bool IsTruncated => (Flags & Truncated) != 0;

    /// <summary>The low four bits; EDNS has the others.</summary>
    public int ResponseCode => Flags & 0xf;

    public static bool TryRead(ReadOnlySpan<byte> message, out DnsHeader header)
    {
        header = default;
        if (message.Length < Length)
            return false;
        header = new DnsHeader(At(message, 0), At(message, 2), At(message, 4), At(message, 6), At(message, 8), At(message, 10));
        return true;
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, Id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], Flags);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], Questions);
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], Answers);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], Authorities);
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], Additionals);
    }

    private static ushort At(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
}
