namespace Relay.Store.Model;

/// <summary>The compiled rules (sql.md section 3): two stages, each with one winner. Immutable; look-ups neither lock nor allocate.</summary>
public sealed class RuleSet
{
    public static readonly RuleSet Empty = new();

    /// <summary>The winner among the rules without <c>network</c>, on the destination as learnt.</summary>
    public Verdict MatchName(in FlowFacts facts) => default;

    /// <summary>The winner among the rules with a <c>network</c>, on one candidate address; <c>facts.Domain</c> is the name that was resolved.</summary>
    public Verdict MatchAddress(in FlowFacts facts, NetAddress candidate) => default;
}
