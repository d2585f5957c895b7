using System.Buffers.Binary;
using System.Text;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>Reads what <see cref="PayloadWriter"/> wrote. Past the end all values are zero and <see cref="IsComplete"/> is false.</summary>
internal ref struct PayloadReader
{
    private static readonly byte[] Zeros = new byte[16];

    private readonly ReadOnlySpan<byte> source;
    private int position;
    private int flags;
    private bool truncated;

    public PayloadReader(ReadOnlySpan<byte> source)
    {
        this.source = source;
        this.flags = UInt16();
    }

    /// <summary>All was there, nothing is left, and each flag had its value.</summary>
    public readonly bool IsComplete => !truncated && position == source.Length && flags == 0;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public NetAddress Address() => NetAddress.FromBytes(Take(16));

    public string Text()
    {
        int length = UInt16();
        if (length > source.Length - position)
        {
            truncated = true;
            return "";
        }
        string text = Encoding.UTF8.GetString(source.Slice(position, length));
        position += length;
        return text;
    }

    public byte? OptionalByte() => Flag() ? Byte() : null;

    public ushort? OptionalUInt16() => Flag() ? UInt16() : null;

    public long? OptionalInt64() => Flag() ? Int64() : null;

    public NetAddress? OptionalAddress() => Flag() ? Address() : null;

    public string? OptionalText() => Flag() ? Text() : null;

    public FlowAttempt[]? OptionalAttempts(string? upstream)
    {
        if (!Flag())
            return null;
        FlowAttempt[] attempts = new FlowAttempt[Math.Min((int)Byte(), FlowRecordCodec.MaxAttempts)];
        for (int i = 0; i < attempts.Length; i++)
            attempts[i] = Attempt(upstream);
        return attempts;
    }

    private FlowAttempt Attempt(string? upstream)
    {
        int parts = Byte();
        long started = Int64(), ended = Int64();
        Outcome outcome = (Outcome)Byte();
        NetAddress? address = (parts & AttemptParts.Address) != 0 ? Address() : null;
        string name = (parts & AttemptParts.Upstream) != 0 ? Text() : upstream ?? "";
        return new FlowAttempt(address, name, started, ended, (parts & AttemptParts.Outcome) != 0 ? outcome : null);
    }

    private bool Flag()
    {
        bool present = (flags & 1) != 0;
        flags >>= 1;
        return present;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > source.Length - position)
        {
            truncated = true;
            return Zeros.AsSpan(0, length);
        }
        ReadOnlySpan<byte> taken = source.Slice(position, length);
        position += length;
        return taken;
    }
}
