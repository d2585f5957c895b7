using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>A <see cref="FlowRecord"/> as a frame of the journal.</summary>
/// <remarks>
/// All numbers are little-endian. The magic ends with the version of the payload and lets a reader find the next frame behind a damaged one.
/// <code>
///  0         4         8         12
/// | U F R 1 | length  | crc32c  | payload: length bytes
///
/// payload
///  0       2    10          11        12         20       28      36         44           52
/// | flags | id | transport | outcome | accepted | dialed | ended | bytes_up | bytes_down | revision |
///  60               76            78           80
/// | client address | client port | asked port | listener | what is present, in the order of its flag, lowest bit first
///
/// text: | length 2 | UTF-8 |     address: 16 bytes in network order
///
/// attempts
///  0       1
/// | count | each: | flags | started | ended | outcome 1 | address | upstream, where it is another than the flow's
/// </code>
/// What came later stands at the end and is optional: frames of an older version are read as they were written.
/// The checksum covers length and payload: it finds every burst of up to 32 bits, so every flipped byte, and with them the torn end of a
/// journal whose process was killed in the middle of an append.
/// </remarks>
internal static class FlowRecordCodec
{
    public const int HeaderLength = 12;

    private const int IdOffset = 2, OutcomeOffset = 11;

    /// <summary>A longer text is cut, at a character: an error message is no place for a client's megabytes.</summary>
    public const int MaxTextLength = 4096;

    /// <summary>More attempts of one dial are not kept: the first ones are, and the last.</summary>
    public const int MaxAttempts = 32;

    /// <summary>The name of an upstream in an attempt.</summary>
    public const int MaxAttemptText = 64;

    /// <summary>No frame is longer: six texts, the attempts, and room for all else.</summary>
    public const int MaxFrameLength = 6 * (2 + MaxTextLength) + MaxAttempts * (36 + MaxAttemptText) + 512;

    public static ReadOnlySpan<byte> Magic => "UFR1"u8;

    /// <param name="record">What to write.</param>
    /// <param name="destination">At least <see cref="MaxFrameLength"/> bytes.</param>
    /// <returns>The length of the frame.</returns>
    public static int Encode(FlowRecord record, Span<byte> destination)
    {
        PayloadWriter payload = new(destination[HeaderLength..]);
        payload.Int64(record.Id);
        payload.Byte((byte)record.Transport);
        payload.Byte((byte)record.Outcome);
        payload.Int64(record.AcceptedAt);
        payload.Int64(record.DialedAt);
        payload.Int64(record.EndedAt);
        payload.Int64(record.BytesUp);
        payload.Int64(record.BytesDown);
        payload.Int64(record.Revision);
        payload.Address(record.ClientAddress);
        payload.UInt16(record.ClientPort);
        payload.UInt16(record.AskedPort);
        payload.Text(record.Listener);
        payload.Optional(record.AskedAddress);
        payload.Optional(record.Domain);
        payload.Optional((byte?)record.LearntBy);
        payload.Optional(record.RuleId);
        payload.Optional(record.AddressRuleId);
        payload.Optional(record.Rewrites);
        payload.Optional(record.TargetDomain);
        payload.Optional(record.TargetAddress);
        payload.Optional(record.TargetPort);
        payload.Optional(record.Upstream);
        payload.Optional(record.RemoteAddress);
        payload.Optional(record.RemotePort);
        payload.Optional(record.Error);
        payload.Optional(record.DialingAt == 0 ? null : record.DialingAt);
        payload.Optional(record.Attempts, record.Upstream);
        payload.Optional(record.ClientForm == ClientForm.Address ? null : (byte?)record.ClientForm);
        int length = payload.Finish();

        Magic.CopyTo(destination);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Checksum(length, destination.Slice(HeaderLength, length)));
        return HeaderLength + length;
    }

    /// <summary>Reads the frame that begins at the first byte.</summary>
    /// <returns>False where no whole and sound frame begins there.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> source, [NotNullWhen(true)] out FlowRecord? record, out int frameLength)
    {
        record = null;
        frameLength = 0;
        if (!TryFindPayload(source, out ReadOnlySpan<byte> bytes))
            return false;
        PayloadReader payload = new(bytes);
        FlowRecord read = Read(ref payload);
        if (!payload.IsComplete || !Enum.IsDefined(read.Transport) || !Enum.IsDefined(read.Outcome)
            || !Enum.IsDefined(read.ClientForm) || (read.LearntBy is { } learntBy && !Enum.IsDefined(learntBy))
            || !IsTime(read.AcceptedAt) || !IsTime(read.DialingAt) || !IsTime(read.DialedAt) || !IsTime(read.EndedAt)
            || read.Attempts?.All(IsAttempt) == false)
            return false;
        record = read;
        frameLength = HeaderLength + bytes.Length;
        return true;
    }

    /// <summary>Whose the frame is that begins at the first byte, and what became of the flow. Nothing is made of it.</summary>
    /// <returns>False where no whole frame with these begins there.</returns>
    public static bool TryPeek(ReadOnlySpan<byte> source, out long id, out Outcome outcome, out int frameLength)
    {
        (id, outcome, frameLength) = (0, Outcome.Open, 0);
        if (!TryFindPayload(source, out ReadOnlySpan<byte> bytes) || bytes.Length <= OutcomeOffset)
            return false;
        id = BinaryPrimitives.ReadInt64LittleEndian(bytes[IdOffset..]);
        outcome = (Outcome)bytes[OutcomeOffset];
        frameLength = HeaderLength + bytes.Length;
        return true;
    }

    private static bool TryFindPayload(ReadOnlySpan<byte> source, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (source.Length < HeaderLength || !source.StartsWith(Magic))
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(source[4..]);
        if (length is < 0 or > MaxFrameLength - HeaderLength || length > source.Length - HeaderLength)
            return false;
        payload = source.Slice(HeaderLength, length);
        return BinaryPrimitives.ReadUInt32LittleEndian(source[8..]) == Checksum(length, payload);
    }

    private static FlowRecord Read(ref PayloadReader payload)
    {
        FlowRecord read = ReadValues(ref payload);
        read.Attempts = payload.OptionalAttempts(read.Upstream);
        read.ClientForm = (ClientForm)(payload.OptionalByte() ?? 0);
        return read;
    }

    /// <summary>The initializers run in the order of the text, which is that of the wire.</summary>
    private static FlowRecord ReadValues(ref PayloadReader payload) => new()
    {
        Id = payload.Int64(),
        Transport = (Transport)payload.Byte(),
        Outcome = (Outcome)payload.Byte(),
        AcceptedAt = payload.Int64(),
        DialedAt = payload.Int64(),
        EndedAt = payload.Int64(),
        BytesUp = payload.Int64(),
        BytesDown = payload.Int64(),
        Revision = payload.Int64(),
        ClientAddress = payload.Address(),
        ClientPort = payload.UInt16(),
        AskedPort = payload.UInt16(),
        Listener = payload.Text(),
        AskedAddress = payload.OptionalAddress(),
        Domain = payload.OptionalText(),
        LearntBy = (LearntBy?)payload.OptionalByte(),
        RuleId = payload.OptionalInt64(),
        AddressRuleId = payload.OptionalInt64(),
        Rewrites = payload.OptionalText(),
        TargetDomain = payload.OptionalText(),
        TargetAddress = payload.OptionalAddress(),
        TargetPort = payload.OptionalUInt16(),
        Upstream = payload.OptionalText(),
        RemoteAddress = payload.OptionalAddress(),
        RemotePort = payload.OptionalUInt16(),
        Error = payload.OptionalText(),
        DialingAt = payload.OptionalInt64() ?? 0,
    };

    // What no column can hold would be tried again for ever.
    private static bool IsTime(long ticks) => (ulong)ticks <= (ulong)DateTime.MaxValue.Ticks;

    private static bool IsAttempt(FlowAttempt attempt) =>
        IsTime(attempt.StartedAt) && IsTime(attempt.EndedAt) && (attempt.Outcome is not { } outcome || Enum.IsDefined(outcome));

    private static uint Checksum(int length, ReadOnlySpan<byte> bytes)
    {
        uint crc = BitOperations.Crc32C(uint.MaxValue, (uint)length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
