using System.Text;
using CsCheck;
using Relay.PdnsBackend.Wire;
using Xunit;

namespace Relay.PdnsBackend.Tests.Wire;

public sealed class LineReaderTests
{
    [Fact]
    public void Lines_come_whole_however_the_stream_is_cut() =>
        Gen.Select(Gen.Char['a', 'e'].Array[0, 30].Array[0, 20], Gen.Int[1, 7]).Sample((lines, chunk) =>
        {
            string[] sent = [.. lines.Select(line => new string(line))];
            return ReadAll(string.Concat(sent.Select(line => line + "\n")), 30, chunk).SequenceEqual(sent);
        });

    [Fact]
    public void A_line_that_is_too_long_is_read_as_an_empty_one()
    {
        string tooLong = new('x', 100);
        Assert.Equal(["a", "", "b"], ReadAll($"a\n{tooLong}\nb\n", 10, 7));
        Assert.Equal(["0123456789", "", "b"], ReadAll("0123456789\n0123456789x\nb\n", 10, 1));
    }

    [Fact]
    public void What_is_cut_off_at_the_end_counts_for_nothing() => Assert.Equal(["a"], ReadAll("a\nb", 10, 3));

    private static List<string> ReadAll(string text, int maxLine, int chunk)
    {
        using ChunkedStream stream = new(Encoding.ASCII.GetBytes(text), chunk);
        LineReader reader = new(stream, maxLine);
        List<string> read = [];
        while (reader.TryRead(out ReadOnlySpan<byte> line))
            read.Add(Encoding.ASCII.GetString(line));
        return read;
    }

    private sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunk));
    }
}
