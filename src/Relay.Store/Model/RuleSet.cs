using Relay.Store.Model.Rules;

namespace Relay.Store.Model;

/// <summary>The compiled rules (sql.md section 3): two stages, each with one winner. Immutable; look-ups neither lock nor allocate.</summary>
public sealed class RuleSet
{
    public static readonly RuleSet Empty = new([], [], new RuleParts([FlowConditions.None], [], []));

    private readonly RuleTable nameRules;
    private readonly RuleTable addressRules;
    private readonly PrefixTree networks;
    private readonly RuleParts parts;
    private readonly bool hasAnswers;

    internal RuleSet(List<RuleDraft> nameDrafts, List<RuleDraft> addressDrafts, RuleParts parts)
    {
        this.parts = parts;
        networks = new PrefixTree(addressDrafts.Select(draft => draft.Network!.Value));
        nameRules = new RuleTable(nameDrafts, networks, parts);
        addressRules = new RuleTable(addressDrafts, networks, parts);
        hasAnswers = parts.Actions.Any(action => action.Answer is not null);
        HasRuleUnderOnion = nameDrafts.Concat(addressDrafts).Any(draft => IsUnderOnion(draft.Domain.Suffix));
    }

    /// <summary>True where a rule's <c>domain</c> is <c>onion</c> or below: then these names have phantoms (design section 5).</summary>
    public bool HasRuleUnderOnion { get; }

    /// <summary>The winner among the rules without <c>network</c>, on the destination as learnt.</summary>
    public Verdict MatchName(in FlowFacts facts)
    {
        int rank = nameRules.Best(0, facts.Domain.Value, new FlowFilter(parts, facts), RuleTable.None);
        return rank == RuleTable.None ? default : VerdictOf(nameRules[rank]);
    }

    /// <summary>The winner among the rules with a <c>network</c>, on one candidate address; <c>facts.Domain</c> is the name that was resolved.</summary>
    public Verdict MatchAddress(in FlowFacts facts, NetAddress candidate)
    {
        FlowFilter filter = new(parts, facts);
        int rank = RuleTable.None;
        for (int scope = networks.Longest(candidate); scope != PrefixTree.None; scope = networks.Parent(scope))
            rank = addressRules.Best(scope, facts.Domain.Value, filter, rank);
        if (rank == RuleTable.None)
            return default;
        ref readonly Rule rule = ref addressRules[rank];
        return VerdictOf(rule) with { Network = networks[rule.Scope] };
    }

    /// <summary>
    /// How DNS answers a name that no flow could reach: its winner is a block with an <c>answer</c> and no condition but its domain, and no rule
    /// before it would let a flow through. Null: the rules do not say.
    /// </summary>
    public BlockAnswer? BlockAnswerFor(DomainName domain)
    {
        if (!hasAnswers)
            return null;
        int rank = nameRules.Best(0, domain.Value, new AnswerFilter(parts), RuleTable.None);
        return rank != RuleTable.None && nameRules[rank].Conditions == 0 ? parts.Actions[nameRules[rank].Action].Answer : null;
    }

    private static bool IsUnderOnion(string suffix) => suffix == "onion" || suffix.EndsWith(".onion", StringComparison.Ordinal);

    private Verdict VerdictOf(in Rule rule) => parts.Actions[rule.Action].Verdict with { RuleId = rule.Id };
}
