using System.Buffers.Binary;

namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// RFC 1035 section 4.2.2.
/// <code>
/// | LENGTH(2) | message… |
/// </code>
/// </summary>
internal static class DnsTcpFrame
{
    public const int PrefixLength = 2;
    public const int MaxLength = PrefixLength + ushort.MaxValue;

    /// <summary>A message shorter than a header cannot be answered, and who sends it does not speak DNS.</summary>
    public static ParseStatus Read(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> message, out int consumed)
    {
        message = default;
        consumed = 0;
        if (input.Length < PrefixLength)
            return ParseStatus.NeedMore;
        int length = BinaryPrimitives.ReadUInt16BigEndian(input);
        if (length < DnsHeader.Length)
            return ParseStatus.Invalid;
        if (input.Length < PrefixLength + length)
            return ParseStatus.NeedMore;
        consumed = PrefixLength + length;
        message = input[PrefixLength..consumed];
        return ParseStatus.Done;
    }

    public static void WritePrefix(Span<byte> destination, int length) => BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)length);
}
