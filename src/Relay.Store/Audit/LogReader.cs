using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>Reads the living journal behind its appenders, without a lock.</summary>
internal sealed class LogReader(JournalSegment first, ILogger logger)
{
    private readonly byte[] buffer = new byte[128 * 1024];
    private readonly HashSet<long> ended = [];
    private long offset = JournalSegment.HeaderLength;
    private long read;

    /// <summary>The bytes of all frames that were read.</summary>
    public long BytesRead => Volatile.Read(ref read);

    /// <summary>The segment that is being read.</summary>
    public JournalSegment Segment { get; private set; } = first;

    /// <returns>False when all was read, true when <paramref name="pending"/> is full.</returns>
    public bool ReadInto(PendingFlows pending)
    {
        while (!pending.IsFull)
        {
            // In this order: a segment that has a successor has all its frames.
            JournalSegment? next = Segment.Next;
            int length = Segment.Read(offset, buffer);
            if (length > 0)
                ReadFrames(buffer.AsSpan(0, length), pending);
            else if (next is null)
                return false;
            else
                (Segment, offset) = (next, JournalSegment.HeaderLength);
        }
        return true;
    }

    private void ReadFrames(ReadOnlySpan<byte> bytes, PendingFlows pending)
    {
        ended.Clear();
        FrameScanner.FindEnds(bytes, ended);
        FrameScanner frames = new(bytes, ended);
        while (frames.TryNext(out FlowRecord? record))
            pending.Add(record, Segment.Sequence);
        // A frame that the end of the buffer cuts is read again; the buffer holds several, so none at all is damage from without.
        int damaged = frames.End > 0 ? frames.SkippedBytes : bytes.Length;
        if (damaged > 0)
            JournalLog.Damaged(logger, Segment.Path, damaged);
        int taken = frames.End > 0 ? frames.End : bytes.Length;
        offset += taken;
        Volatile.Write(ref read, read + taken);
    }
}
