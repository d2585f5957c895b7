using System.Buffers.Binary;

namespace Relay.EndToEnd.Lab;

/// <summary>
/// An endless stream of bytes that follows from its key, readable at any offset: whoever receives a part can tell whether it is the right one.
/// (SplitMix64 of the place, eight bytes a step.)
/// </summary>
internal readonly struct KeyedBytes(ulong key)
{
    private const int Step = sizeof(ulong);

    /// <summary>Writes the bytes that follow from <paramref name="offset"/> on.</summary>
    public void Fill(long offset, Span<byte> into)
    {
        Span<byte> word = stackalloc byte[Step];
        while (!into.IsEmpty)
        {
            int within = (int)(offset % Step);
            BinaryPrimitives.WriteUInt64LittleEndian(word, Mix(key + (ulong)(offset / Step) * 0x9E37_79B9_7F4A_7C15));
            int count = int.Min(Step - within, into.Length);
            word.Slice(within, count).CopyTo(into);
            into = into[count..];
            offset += count;
        }
    }

    public byte[] Take(long offset, int count)
    {
        byte[] bytes = new byte[count];
        Fill(offset, bytes);
        return bytes;
    }

    /// <summary>The offset of the first byte that is not the right one; -1 where all are.</summary>
    public long FirstWrong(long offset, ReadOnlySpan<byte> received)
    {
        Span<byte> right = stackalloc byte[1024];
        for (int start = 0; start < received.Length; start += right.Length)
        {
            ReadOnlySpan<byte> part = received.Slice(start, int.Min(right.Length, received.Length - start));
            Fill(offset + start, right[..part.Length]);
            int same = part.CommonPrefixLength(right);
            if (same < part.Length)
                return offset + start + same;
        }
        return -1;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
        return z ^ z >> 31;
    }
}
