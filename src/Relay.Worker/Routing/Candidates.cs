using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>
/// The candidates of a destination, in the order in which they are to be tried. It may grow while it is gone through: what comes late takes its place among those that were
/// not tried yet (RFC 8305 section 5). The families take turns (section 4), unless one is strongly preferred. One a flow, on its loop.
/// </summary>
internal sealed class Candidates
{
    private readonly List<RankedCandidate> six = [], four = [];
    private readonly bool prefersIPv4, isStrong;
    private readonly FamilyCounts counts;

    /// <summary>The family that is tried first; null until something was taken.</summary>
    private bool? startedWithIPv4;

    private bool lastWasIPv4;

    /// <summary>How many the family of the last one has had in its turn.</summary>
    private int taken;

    public Candidates(ResolveMode mode, FamilyCounts counts)
    {
        this.counts = counts;
        prefersIPv4 = mode.PrefersIPv4();
        isStrong = mode is ResolveMode.SixStrong or ResolveMode.FourStrong;
    }

    /// <summary>Called when there is more, or there will be no more: of those that are not complete.</summary>
    public Action? Changed { get; set; }

    /// <summary>No more will come.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>How many have come.</summary>
    public int Count { get; private set; }

    /// <summary>How many were not taken yet.</summary>
    public int Left => six.Count + four.Count;

    /// <summary>The only one, where no other will come.</summary>
    public Candidate? Single => !IsComplete || Count != 1 || Left == 0 ? null : six.Count == 1 ? six[0].Candidate : four[0].Candidate;

    public static readonly Candidates None = Completed(new Candidates(ResolveMode.SixWeak, FamilyCounts.One));

    /// <summary>One, which nothing needs to be known of.</summary>
    public static Candidates Of(Candidate single)
    {
        Candidates candidates = new(ResolveMode.SixWeak, FamilyCounts.One);
        candidates.Add(RankedCandidate.Alone(single));
        return Completed(candidates);
    }

    public void Add(in RankedCandidate candidate)
    {
        List<RankedCandidate> family = candidate.IsIPv4 ? four : six;
        // Most names have one address of a family, and a list would begin with room for four.
        if (family.Capacity == 0)
            family.Capacity = 1;
        int place = family.Count;
        while (place > 0 && DestinationOrder.Compare(family[place - 1], candidate, prefersIPv4, out _) > 0)
            place--;
        family.Insert(place, candidate);
        Count++;
    }

    /// <summary>Tells the race of what was added.</summary>
    public void Publish(bool isLast)
    {
        IsComplete |= isLast;
        Changed?.Invoke();
    }

    /// <summary>Takes the next one; false where there is none now.</summary>
    public bool TryTake(out RankedCandidate next, out OrderReason reason)
    {
        bool takesIPv4 = NextIsIPv4(out bool isTurn, out OrderRule rule);
        List<RankedCandidate> family = takesIPv4 ? four : six, other = takesIPv4 ? six : four;
        reason = default;
        next = default;
        if (family.Count == 0)
            return false;
        next = family[0];
        // What tells it from the one that it is put before: of the other family at the begin, else of its own.
        if (rule == OrderRule.AsTheyCame && family.Count > 1)
            _ = DestinationOrder.Compare(next, family[1], prefersIPv4, out rule);
        reason = new OrderReason(rule, isTurn, startedWithIPv4 is null && other.Count > 0);
        family.RemoveAt(0);
        startedWithIPv4 ??= takesIPv4;
        taken = takesIPv4 == lastWasIPv4 ? taken + 1 : 1;
        lastWasIPv4 = takesIPv4;
        return true;
    }

    private bool NextIsIPv4(out bool isTurn, out OrderRule rule)
    {
        isTurn = false;
        rule = OrderRule.AsTheyCame;
        if (six.Count == 0 || four.Count == 0)
            return six.Count == 0;
        if (isStrong)
            return prefersIPv4;
        if (startedWithIPv4 is { } start)
        {
            isTurn = taken >= (lastWasIPv4 == start ? counts.First : counts.Other);
            return isTurn ? !lastWasIPv4 : lastWasIPv4;
        }
        int order = DestinationOrder.Compare(four[0], six[0], prefersIPv4, out rule);
        return order < 0 || (order == 0 && prefersIPv4);
    }

    private static Candidates Completed(Candidates candidates)
    {
        candidates.IsComplete = true;
        return candidates;
    }
}
