using System.Diagnostics.CodeAnalysis;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>
/// Finds the sound frames in a piece of a journal. What lies damaged between two of them is skipped and counted; what follows the last one is
/// the unused rest, or a torn append, and no damage.
/// </summary>
internal ref struct FrameScanner(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Where the frame found last begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where the frame found last ends.</summary>
    public int End { get; private set; }

    public int SkippedBytes { get; private set; }

    public bool TryNext([NotNullWhen(true)] out FlowRecord? record)
    {
        for (int from = End; ; from++)
        {
            int found = bytes[from..].IndexOf(FlowRecordCodec.Magic);
            if (found < 0)
            {
                record = null;
                return false;
            }
            from += found;
            if (FlowRecordCodec.TryDecode(bytes[from..], out record, out int length))
            {
                SkippedBytes += from - End;
                Start = from;
                End = from + length;
                return true;
            }
        }
    }
}
