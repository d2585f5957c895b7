using System.Diagnostics.CodeAnalysis;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>
/// Finds the sound frames in a piece of a journal. What lies damaged between two of them is skipped and counted; what follows the last one is
/// the unused rest, or a torn append, and no damage.
/// </summary>
/// <param name="bytes">The piece.</param>
/// <param name="ended">Flows of which no open record is read, because their ends are in the same piece: most flows are short, and have both there.</param>
internal ref struct FrameScanner(ReadOnlySpan<byte> bytes, HashSet<long>? ended = null)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Where the frame found last begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where the frame found last ends.</summary>
    public int End { get; private set; }

    public int SkippedBytes { get; private set; }

    public bool TryNext([NotNullWhen(true)] out FlowRecord? record)
    {
        int from = End;
        while (true)
        {
            int found = bytes[from..].IndexOf(FlowRecordCodec.Magic);
            if (found < 0)
            {
                record = null;
                return false;
            }
            from += found;
            if (ended is not null && FlowRecordCodec.TryPeek(bytes[from..], out long id, out Outcome outcome, out int passed) && outcome == Outcome.Open && ended.Contains(id))
            {
                Pass(from, passed);
                from = End;
            }
            else if (FlowRecordCodec.TryDecode(bytes[from..], out record, out int length))
            {
                Pass(from, length);
                return true;
            }
            else
            {
                from++;
            }
        }
    }

    /// <summary>The flows that end in a piece.</summary>
    public static void FindEnds(ReadOnlySpan<byte> bytes, HashSet<long> ended)
    {
        int found;
        while ((found = bytes.IndexOf(FlowRecordCodec.Magic)) >= 0)
        {
            bytes = bytes[found..];
            bool isFrame = FlowRecordCodec.TryPeek(bytes, out long id, out Outcome outcome, out int length);
            if (isFrame && outcome != Outcome.Open)
                ended.Add(id);
            bytes = bytes[(isFrame ? length : 1)..];
        }
    }

    private void Pass(int from, int length)
    {
        SkippedBytes += from - End;
        Start = from;
        End = from + length;
    }
}
