using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>
/// Flows that were read from the journal and not yet stored, one record each: the later one wins, unless it says less (<see cref="OutcomeOrder"/>).
/// A flow that is open waits a second for its end, so that a short flow costs one row and one write.
/// </summary>
internal sealed class PendingFlows(TimeProvider time)
{
    public static readonly TimeSpan HoldOpen = TimeSpan.FromSeconds(1);

    private const int Capacity = 16 * 1024;

    private readonly Dictionary<long, Entry> flows = [];
    private readonly HashSet<long> takenOpen = [];

    /// <summary>Bounds the memory while the database is away: the rest stays in the journal.</summary>
    public bool IsFull => flows.Count >= Capacity;

    /// <summary>The first segment that holds a record of these; null where there are none.</summary>
    public long? OldestSegment => flows.Count == 0 ? null : flows.Values.Min(flow => flow.Segment);

    public void Add(FlowRecord record, long segment)
    {
        if (!flows.TryGetValue(record.Id, out Entry known))
            flows.Add(record.Id, new Entry(record, segment, time.GetTimestamp()));
        else if (record.Outcome.Replaces(known.Record.Outcome))
            flows[record.Id] = known with { Record = record };
    }

    /// <summary>Takes the flows that have ended or waited long enough, or all; in the order of their ids: so a tree is filled fastest.</summary>
    public List<FlowRecord> Take(bool all)
    {
        List<FlowRecord> taken = [];
        long now = time.GetTimestamp();
        foreach ((long id, Entry flow) in flows)
        {
            if (!all && flow.Record.Outcome == Outcome.Open && time.GetElapsedTime(flow.Since, now) < HoldOpen)
                continue;
            bool isOpen = flow.Record.Outcome == Outcome.Open;
            flow.Record.MayBeStored = isOpen ? !takenOpen.Add(id) : takenOpen.Remove(id);
            taken.Add(flow.Record);
            _ = flows.Remove(id);
        }
        taken.Sort((left, right) => left.Id.CompareTo(right.Id));
        return taken;
    }

    private readonly record struct Entry(FlowRecord Record, long Segment, long Since);
}
