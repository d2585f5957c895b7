using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>
/// The journal of a process that died, held by its lock. Each of its flows is stored once, by its last record; one without an end is lost.
/// What was stored before is stored again, which changes nothing.
/// </summary>
internal sealed class DeadJournal(string directory, long workerId, FileStream held, ILogger logger) : IDisposable
{
    private const int Group = 16 * 1024;

    public long WorkerId => workerId;

    /// <exception cref="OperationCanceledException">The rest waits for the next start.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task ReplayAsync(FlowWriter writer, CancellationToken cancellation)
    {
        List<string> segments = UsedSegments(out bool foreign);
        Dictionary<long, Place> last = LastRecords(segments);
        List<FlowRecord> flows = new(Group);
        long lost = 0;
        for (int i = 0; i < segments.Count; i++)
        {
            byte[] bytes = await File.ReadAllBytesAsync(segments[i], cancellation).ConfigureAwait(false);
            long diedAt = File.GetLastWriteTimeUtc(segments[i]).Ticks;
            for (int from = JournalSegment.HeaderLength; from < bytes.Length;)
            {
                from = Collect(bytes, from, i, last, flows);
                lost += MarkLost(flows, diedAt);
                await writer.WriteAsync(flows, cancellation).ConfigureAwait(false);
                flows.Clear();
            }
        }
        if (LossCount.Read(directory, workerId) is { } loss)
        {
            await writer.WriteAsync(loss, cancellation).ConfigureAwait(false);
            JournalLog.Lost(logger, loss.Flows, workerId, new DateTime(loss.BeganAt), new DateTime(loss.EndedAt));
        }
        Delete(segments, foreign);
        JournalLog.Replayed(logger, workerId, last.Count, lost);
    }

    public void Dispose() => held.Dispose();

    /// <summary>The segments with frames, in their order.</summary>
    private List<string> UsedSegments(out bool foreign)
    {
        List<(long Sequence, string Path)> used = [];
        foreign = false;
        Span<byte> header = stackalloc byte[JournalSegment.HeaderLength];
        foreach (string path in JournalFiles.Segments(directory, workerId))
        {
            int length;
            using (FileStream file = File.OpenRead(path))
                length = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            // Without a length: its process died before it wrote the first byte.
            if (length is > 0 and < JournalSegment.HeaderLength)
                JournalLog.Damaged(logger, path, length);
            if (length < JournalSegment.HeaderLength)
                continue;
            if (header.StartsWith(JournalSegment.Magic))
            {
                long sequence = BinaryPrimitives.ReadInt64LittleEndian(header[JournalSegment.Magic.Length..]);
                if (sequence > 0)
                    used.Add((sequence, path));
            }
            else if (header.ContainsAnyExcept((byte)0))
            {
                foreign = true;
                JournalLog.Foreign(logger, path);
            }
        }
        return [.. used.Order().Select(segment => segment.Path)];
    }

    private Dictionary<long, Place> LastRecords(List<string> segments)
    {
        Dictionary<long, Place> last = [];
        for (int i = 0; i < segments.Count; i++)
        {
            FrameScanner frames = new(File.ReadAllBytes(segments[i]).AsSpan(JournalSegment.HeaderLength));
            while (frames.TryNext(out FlowRecord? record))
            {
                if (!last.TryGetValue(record.Id, out Place known) || record.Outcome.Replaces(known.Outcome))
                    last[record.Id] = new Place(i, JournalSegment.HeaderLength + frames.Start, record.Outcome);
            }
            if (frames.SkippedBytes > 0)
                JournalLog.Damaged(logger, segments[i], frames.SkippedBytes);
        }
        return last;
    }

    /// <returns>Where to go on.</returns>
    private static int Collect(byte[] bytes, int from, int segment, Dictionary<long, Place> last, List<FlowRecord> flows)
    {
        FrameScanner frames = new(bytes.AsSpan(from));
        while (frames.TryNext(out FlowRecord? record))
        {
            Place place = last[record.Id];
            if (place.Segment == segment && place.Offset == from + frames.Start)
            {
                record.MayBeStored = true;
                flows.Add(record);
            }
            if (flows.Count == Group)
                return from + frames.End;
        }
        return bytes.Length;
    }

    private static int MarkLost(List<FlowRecord> flows, long diedAt)
    {
        int lost = 0;
        foreach (FlowRecord flow in flows.Where(flow => flow.Outcome == Outcome.Open))
        {
            flow.Outcome = Outcome.Lost;
            flow.EndedAt = Math.Max(diedAt, flow.AcceptedAt);
            lost++;
        }
        return lost;
    }

    /// <summary>
    /// Oldest first, the lock last: a start that is killed in between leaves the rest to the next, and no open record whose end is gone.
    /// </summary>
    private void Delete(List<string> segments, bool foreign)
    {
        segments.ForEach(File.Delete);
        File.Delete(JournalFiles.LossPath(directory, workerId));
        if (foreign)
            return;
        foreach (string path in JournalFiles.Segments(directory, workerId))
            File.Delete(path);
        File.Delete(JournalFiles.LockPath(directory, workerId));
    }

    private readonly record struct Place(int Segment, int Offset, Outcome Outcome);
}
