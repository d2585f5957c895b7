using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>
/// The segments of the living journal as one log: many threads append at its end, one writer reads on and gives back what it has stored.
/// </summary>
internal sealed class SegmentLog : IDisposable
{
    /// <summary>Below it a segment would not hold the longest frame.</summary>
    public const long MinimumLimit = 512 << 10;

    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim extended = new(0);
    private readonly string directory;
    private readonly long workerId;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly JournalFull policy;
    private readonly int segmentSize;
    private readonly int limit;
    private readonly int limitForNewFlows;
    private long files;
    private long sequence;
    private int used;
    private JournalSegment oldest;
    private JournalSegment current;
    private JournalSegment? spare;
    private long appended;
    private long refused;
    private long refusedBefore;
    private string? failure;
    private long failedAt;
    private bool closed;

    /// <exception cref="IOException">The first segment cannot be made.</exception>
    public SegmentLog(string directory, long workerId, long limit, TimeProvider time, ILogger logger, JournalFull policy = JournalFull.Refuse)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, MinimumLimit);
        this.directory = directory;
        this.workerId = workerId;
        this.time = time;
        this.logger = logger;
        this.policy = policy;
        // 4 MiB are made in about 2 ms. One segment of the limit is the spare.
        this.segmentSize = (int)Math.Min(limit / 16, 4 << 20) & ~4095;
        this.limit = (int)Math.Min(limit / this.segmentSize, int.MaxValue) - 1;
        // The rest is for the ends of the flows that were let in: these cannot be refused any more.
        this.limitForNewFlows = this.limit - Math.Max(1, this.limit / 8);
        this.oldest = this.current = NewSegment();
        Use(this.current, previous: null);
    }

    public JournalSegment Oldest => oldest;

    /// <summary>How much is in the log now, and what became of what was to come.</summary>
    public (int Segments, long Bytes, long Limit, long Appended, long Refused) Read()
    {
        lock (gate)
            return (used, (long)used * segmentSize, (long)limit * segmentSize, appended, refusedBefore + refused);
    }

    /// <summary>Nothing is appended any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (gate)
                return closed;
        }
    }

    /// <summary>Records have been refused, and there is not yet room for many again.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
                return refused > 0;
        }
    }

    /// <param name="frame">A frame of <see cref="FlowRecordCodec"/>.</param>
    /// <param name="reserved">The record is the end of a flow that was let in: the room that is kept for ends is for it.</param>
    /// <returns>False where the journal is full, or closed.</returns>
    public bool Append(ReadOnlySpan<byte> frame, bool reserved)
    {
        bool first;
        lock (gate)
        {
            int limit = reserved ? this.limit : limitForNewFlows;
            // On a full disk what is left of this segment is all the room there is.
            bool diskFull = spare is null && failure is not null;
            if (!closed && used <= limit && (reserved || !diskFull) && (current.TryAppend(frame) || (used < limit && Extend() && current.TryAppend(frame))))
            {
                appended += frame.Length;
                return true;
            }
            first = refused++ == 0 && !closed;
        }
        string reason = failure ?? "its limit is reached";
        if (first && policy == JournalFull.Refuse)
            JournalLog.Full(logger, directory, reason);
        else if (first)
            JournalLog.FullAndCounting(logger, directory, reason);
        return false;
    }

    /// <summary>Makes the next segment ahead of need, so that no loop waits for the disk. One caller at a time.</summary>
    public void PrepareSpare()
    {
        if (spare is not null || TryMakeSegment() is not { } made)
            return;
        lock (gate)
            spare = made;
    }

    /// <summary>Until the next one is to be made: the last was taken, or it is time to try again.</summary>
    public Task WaitForNeedAsync(CancellationToken cancellation) => failure is not null ? Task.Delay(RetryAfterFailure, time, cancellation) : extended.WaitAsync(cancellation);

    /// <summary>
    /// Deletes the segments before <paramref name="first"/>, the oldest first: the open record of a flow never outlives the one of its end.
    /// </summary>
    public void Release(long first)
    {
        while (oldest.Sequence < first)
        {
            JournalSegment stored = oldest;
            oldest = stored.Next ?? throw new ArgumentOutOfRangeException(nameof(first));
            lock (gate)
                used--;
            stored.Delete();
        }
        // Far below the limit, so that a database a little too slow does not fill the log with the journal's ups and downs.
        long refused = 0;
        lock (gate)
        {
            if (this.refused > 0 && used <= limitForNewFlows / 2 && spare is not null)
            {
                (refused, this.refused) = (this.refused, 0);
                refusedBefore += refused;
            }
        }
        if (refused > 0)
            JournalLog.NoLongerFull(logger, directory, refused);
    }

    /// <summary>Refuses appends from here on.</summary>
    public void Close()
    {
        lock (gate)
            closed = true;
    }

    /// <summary>Deletes all segments. Only after <see cref="Close"/>, when everything is stored.</summary>
    public void Delete()
    {
        Release(current.Sequence);
        current.Delete();
        spare?.Delete();
    }

    public void Dispose()
    {
        for (JournalSegment? segment = oldest; segment is not null; segment = segment.Next)
            segment.Dispose();
        spare?.Dispose();
        extended.Dispose();
    }

    private bool Extend()
    {
        JournalSegment? next = spare ?? TryMakeSegment();
        if (next is null)
            return false;
        spare = null;
        Use(next, current);
        current = next;
        extended.Release();
        return true;
    }

    private void Use(JournalSegment segment, JournalSegment? previous)
    {
        segment.Use(++sequence, previous);
        used++;
    }

    private JournalSegment? TryMakeSegment()
    {
        // A loop must not try a full disk for every flow.
        if (failure is not null && time.GetElapsedTime(failedAt) < RetryAfterFailure)
            return null;
        try
        {
            JournalSegment made = NewSegment();
            failure = null;
            return made;
        }
        catch (Exception e)
        {
            // Whatever it is: flows are refused for it, and neither a loop nor the maker of the spare ends by it.
            (failedAt, failure) = (time.GetTimestamp(), e.Message);
            return null;
        }
    }

    private JournalSegment NewSegment() =>
        JournalSegment.Create(JournalFiles.SegmentPath(directory, workerId, Interlocked.Increment(ref files)), segmentSize);
}
