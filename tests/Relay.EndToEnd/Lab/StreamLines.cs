using System.Text;

namespace Relay.EndToEnd.Lab;

/// <summary>Reads lines and counted bytes from one stream, in turn.</summary>
internal sealed class StreamLines(Stream stream) : IDisposable
{
    private readonly BufferedStream buffered = new(stream, 64 * 1024);

    /// <summary>Without its line end; null at the end of the stream.</summary>
    public async Task<string?> ReadLineAsync()
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await buffered.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
        return null;
    }

    public delegate void Taker(ReadOnlySpan<byte> bytes);

    /// <exception cref="EndOfStreamException">There are not so many.</exception>
    public async Task ReadBytesAsync(long count, Taker take)
    {
        byte[] buffer = new byte[64 * 1024];
        while (count > 0)
        {
            int read = await buffered.ReadAsync(buffer.AsMemory(0, (int)long.Min(count, buffer.Length)));
            if (read == 0)
                throw new EndOfStreamException();
            take(buffer.AsSpan(0, read));
            count -= read;
        }
    }

    public void Dispose() => buffered.Dispose();
}
