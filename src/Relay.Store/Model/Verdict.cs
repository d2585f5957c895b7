using Relay.Store.Model.Rewrites;

namespace Relay.Store.Model;

/// <summary>
/// What one stage of the rules decided, by which row. <paramref name="OwnHost"/> is set where an address rule lifts the protection of the relay's own
/// host; <paramref name="Network"/> is that rule's network. Null <paramref name="Upstream"/>, <paramref name="Resolve"/>, <paramref name="Resolver"/>,
/// <paramref name="Counts"/> and <paramref name="Rewrite"/>: the row does not say. <paramref name="SuffixLength"/>, with a rewrite, is how much of the end of the name the row's <c>domain</c> says.
/// </summary>
public readonly record struct Verdict(
    VerdictKind Kind, long? RuleId = null, Upstream? Upstream = null, ResolveMode? Resolve = null, bool OwnHost = false, NetPrefix? Network = null, string? Defect = null,
    NameResolver? Resolver = null, FamilyCounts? Counts = null, Rewrite? Rewrite = null, byte SuffixLength = 0)
{
    /// <summary>What the rule's rewrite makes of the destination that it has won, for which there is one.</summary>
    /// <param name="facts">Those that it was matched by.</param>
    /// <param name="from">The destination.</param>
    /// <param name="to">The new one.</param>
    /// <param name="fault">Why there is none.</param>
    public bool TryRewrite(in FlowFacts facts, in Target from, out Target to, out string? fault) =>
        Rewrite!.TryApply(from, new MatchedParts(facts.Domain, SuffixLength, from.Address, Network), out to, out fault);
}
