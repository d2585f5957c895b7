using Relay.Store.Model.Rules;

namespace Relay.Store.Model;

/// <summary>The compiled rules (sql.md section 3): two stages, each with one winner. Immutable; nothing locks, and matching does not allocate.</summary>
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
                return overlay.Rules.NameVerdict(edited);
        }
        return rank == RuleTable.None ? default : layer.NameVerdict(rank);
    }

    /// <summary>The winner among the rules with a <c>network</c>, on one candidate address; <c>facts.Domain</c> is the name that was resolved.</summary>
    public Verdict MatchAddress(in FlowFacts facts, NetAddress candidate)
    {
        int rank = layer.BestAddress(facts.Domain.Value, candidate, new FlowFilter(layer, facts), deadAddresses);
        if (overlay is not null)
        {
            int edited = overlay.Rules.BestAddress(facts.Domain.Value, candidate, new FlowFilter(overlay.Rules, facts), []);
            if (overlay.IsAddressFirst(edited, rank))
                return overlay.Rules.AddressVerdict(edited);
        }
        return rank == RuleTable.None ? default : layer.AddressVerdict(rank);
    }

    /// <summary>
    /// The rules that <see cref="MatchName"/> looks at, or would if none before had won: those about the name or something above it, and those about any. Who wins comes
    /// first, so the first that matches is the winner.
    /// </summary>
    public IReadOnlyList<ConsideredRule> ConsiderName(in FlowFacts facts)
    {
        IEnumerable<ConsideredRule> met = layer.MeetNames(facts.Domain.Value, new FlowFilter(layer, facts), deadNames);
        if (overlay is not null)
            met = met.Concat(overlay.Rules.MeetNames(facts.Domain.Value, new FlowFilter(overlay.Rules, facts), []));
        return [.. met.Order(Comparer<ConsideredRule>.Create(ConsideredRule.Compare))];
    }

    /// <summary>The same for <see cref="MatchAddress"/>: of the rules whose <c>network</c> has the candidate.</summary>
    public IReadOnlyList<ConsideredRule> ConsiderAddress(in FlowFacts facts, NetAddress candidate)
    {
        IEnumerable<ConsideredRule> met = layer.MeetAddresses(facts.Domain.Value, candidate, new FlowFilter(layer, facts), deadAddresses);
        if (overlay is not null)
            met = met.Concat(overlay.Rules.MeetAddresses(facts.Domain.Value, candidate, new FlowFilter(overlay.Rules, facts), []));
        return [.. met.Order(Comparer<ConsideredRule>.Create(ConsideredRule.Compare))];
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

    /// <summary>True where a rule about the name, or about names above it, may lead it elsewhere: then it need not exist itself.</summary>
    public bool MayRewrite(DomainName domain)
    {
        if (layer.HasRewrites && layer.BestName(domain.Value, new RewriteFilter(layer), deadNames) != RuleTable.None)
            return true;
        return overlay is { Rules: { HasRewrites: true } edited } && edited.BestName(domain.Value, new RewriteFilter(edited), []) != RuleTable.None;
    }

    private static BlockAnswer? Answer(RuleLayer of, int rank)
    {
        RuleBody body = of.Parts.Bodies[of.Names[rank].Body];
        return body.Conditions == 0 ? of.ActionOf(body).Answer : null;
    }
}
