using Relay.Store.Model.Rules;

namespace Relay.Store.Model;

/// <summary>The compiled rules (sql.md section 3): two stages, each with one winner. Immutable; look-ups neither lock nor allocate.</summary>
public sealed class RuleSet
{
    public static readonly RuleSet Empty = new(RuleLayer.Empty, null);

    private readonly RuleLayer layer;
    private readonly RuleOverlay? overlay;
    private readonly int[] deadNames;
    private readonly int[] deadAddresses;

    internal RuleSet(RuleLayer layer, RuleOverlay? overlay)
    {
        (this.layer, this.overlay) = (layer, overlay);
        (deadNames, deadAddresses) = (overlay?.DeadNames ?? [], overlay?.DeadAddresses ?? []);
        HasRuleUnderOnion =
            layer.Names.HasUnderOnion(deadNames) || layer.Addresses.HasUnderOnion(deadAddresses)
            || (overlay is not null && (overlay.Rules.Names.HasUnderOnion([]) || overlay.Rules.Addresses.HasUnderOnion([])));
    }

    /// <summary>True where a rule's <c>domain</c> is <c>onion</c> or below: then these names have phantoms (design section 5).</summary>
    public bool HasRuleUnderOnion { get; }

    /// <summary>The winner among the rules without <c>network</c>, on the destination as learnt.</summary>
    public Verdict MatchName(in FlowFacts facts)
    {
        int rank = layer.BestName(facts.Domain.Value, new FlowFilter(layer, facts), deadNames);
        if (overlay is not null)
        {
            int edited = overlay.Rules.BestName(facts.Domain.Value, new FlowFilter(overlay.Rules, facts), []);
            if (overlay.IsNameFirst(edited, rank))
                return NameVerdict(overlay.Rules, edited);
        }
        return rank == RuleTable.None ? default : NameVerdict(layer, rank);
    }

    /// <summary>The winner among the rules with a <c>network</c>, on one candidate address; <c>facts.Domain</c> is the name that was resolved.</summary>
    public Verdict MatchAddress(in FlowFacts facts, NetAddress candidate)
    {
        int rank = layer.BestAddress(facts.Domain.Value, candidate, new FlowFilter(layer, facts), deadAddresses);
        if (overlay is not null)
        {
            int edited = overlay.Rules.BestAddress(facts.Domain.Value, candidate, new FlowFilter(overlay.Rules, facts), []);
            if (overlay.IsAddressFirst(edited, rank))
                return AddressVerdict(overlay.Rules, edited);
        }
        return rank == RuleTable.None ? default : AddressVerdict(layer, rank);
    }

    /// <summary>
    /// How DNS answers a name that no flow could reach: its winner is a block with an <c>answer</c> and no condition but its domain, and no rule
    /// before it would let a flow through. Null: the rules do not say.
    /// </summary>
    public BlockAnswer? BlockAnswerFor(DomainName domain)
    {
        if (!layer.HasAnswers && overlay is not { Rules.HasAnswers: true })
            return null;
        int rank = layer.BestName(domain.Value, new AnswerFilter(layer), deadNames);
        if (overlay is not null)
        {
            int edited = overlay.Rules.BestName(domain.Value, new AnswerFilter(overlay.Rules), []);
            if (overlay.IsNameFirst(edited, rank))
                return Answer(overlay.Rules, edited);
        }
        return rank == RuleTable.None ? null : Answer(layer, rank);
    }

    private static Verdict NameVerdict(RuleLayer of, int rank) => of.ActionOf(of.Names[rank]).Verdict with { RuleId = of.Names[rank].Id };

    private static Verdict AddressVerdict(RuleLayer of, int rank)
    {
        ref readonly Rule rule = ref of.Addresses[rank];
        return of.ActionOf(rule).Verdict with { RuleId = rule.Id, Network = of.Networks[rule.Scope] };
    }

    private static BlockAnswer? Answer(RuleLayer of, int rank)
    {
        RuleBody body = of.Parts.Bodies[of.Names[rank].Body];
        return body.Conditions == 0 ? of.ActionOf(body).Answer : null;
    }
}
