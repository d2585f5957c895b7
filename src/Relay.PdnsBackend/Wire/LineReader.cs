namespace Relay.PdnsBackend.Wire;

/// <summary>Lines of a stream, without copies and with a bound. A line that is too long is skipped to its end and read as an empty one.</summary>
internal sealed class LineReader(Stream input, int maxLine = LineReader.MaxQuestion)
{
    /// <summary>Octets that the longest question stays below: a name of 255 octets, each escaped and the escapes escaped in JSON, and three addresses.</summary>
    public const int MaxQuestion = 4096;

    private readonly byte[] buffer = new byte[maxLine + 1];
    private int start;
    private int end;

    /// <summary>The next line without its end, valid until the next call; false at the end of the stream, where a line that was cut off counts for nothing.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        bool isTooLong = false;
        while (true)
        {
            int length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = isTooLong ? [] : buffer.AsSpan(start, length);
                start += length + 1;
                return true;
            }
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
            if (end == buffer.Length)
            {
                isTooLong = true;
                end = 0;
            }
            int got = input.Read(buffer, end, buffer.Length - end);
            if (got == 0)
            {
                line = default;
                return false;
            }
            end += got;
        }
    }
}
