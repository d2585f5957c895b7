using System.Buffers.Binary;
using System.Text.Unicode;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>Writes the payload of a frame (<see cref="FlowRecordCodec"/>): its flags first, one for each optional value in their order.</summary>
internal ref struct PayloadWriter(Span<byte> destination)
{
    private readonly Span<byte> destination = destination;
    private int position = sizeof(ushort);
    private int flags;
    private int nextFlag = 1;

    public void Byte(byte value) => destination[position++] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    public void Address(NetAddress value) => value.WriteBytes(Take(16));

    public void Text(string value, int maxLength = FlowRecordCodec.MaxTextLength)
    {
        Span<byte> room = destination.Slice(position + sizeof(ushort), maxLength);
        _ = Utf8.FromUtf16(value, room, out _, out int written);
        UInt16((ushort)written);
        position += written;
    }

    public void Optional(byte? value)
    {
        if (Flag(value is not null))
            Byte(value.GetValueOrDefault());
    }

    public void Optional(ushort? value)
    {
        if (Flag(value is not null))
            UInt16(value.GetValueOrDefault());
    }

    public void Optional(long? value)
    {
        if (Flag(value is not null))
            Int64(value.GetValueOrDefault());
    }

    public void Optional(NetAddress? value)
    {
        if (Flag(value is not null))
            Address(value.GetValueOrDefault());
    }

    public void Optional(string? value)
    {
        if (Flag(value is not null))
            Text(value!);
    }

    public void Optional(IReadOnlyList<FlowAttempt>? attempts, string? upstream)
    {
        if (!Flag(attempts is not null))
            return;
        int count = Math.Min(attempts!.Count, FlowRecordCodec.MaxAttempts);
        Byte((byte)count);
        for (int i = 0; i < count; i++)
            Attempt(attempts[i == count - 1 ? attempts.Count - 1 : i], upstream);
    }

    /// <returns>The length of the payload.</returns>
    public readonly int Finish()
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)flags);
        return position;
    }

    private void Attempt(in FlowAttempt attempt, string? upstream)
    {
        bool isOther = attempt.Upstream != upstream;
        Byte((byte)((attempt.Outcome is null ? 0 : AttemptParts.Outcome) | (attempt.Address is null ? 0 : AttemptParts.Address) | (isOther ? AttemptParts.Upstream : 0)));
        Int64(attempt.StartedAt);
        Int64(attempt.EndedAt);
        Byte((byte)attempt.Outcome.GetValueOrDefault());
        if (attempt.Address is { } address)
            Address(address);
        if (isOther)
            Text(attempt.Upstream, FlowRecordCodec.MaxAttemptText);
    }

    private bool Flag(bool present)
    {
        flags |= present ? nextFlag : 0;
        nextFlag <<= 1;
        return present;
    }

    private Span<byte> Take(int length)
    {
        Span<byte> taken = destination.Slice(position, length);
        position += length;
        return taken;
    }
}
