namespace Relay.Store.Model.Rules;

/// <summary>Compiled rules of both stages, in flat arrays. Immutable.</summary>
internal sealed class RuleLayer
{
    public static readonly RuleLayer Empty = new RuleLayerBuilder().Build();

    public RuleLayer(RuleTable names, RuleTable addresses, PrefixTree networks, RuleParts parts, RuleAction[] actions)
    {
        (Names, Addresses, Networks, Parts, Actions) = (names, addresses, networks, parts, actions);
        HasAnswers = actions.Any(action => action.Answer is not null);
        HasRewrites = actions.Any(action => action.Verdict.Rewrite is not null);
    }

    /// <summary>The rules without <c>network</c>.</summary>
    public RuleTable Names { get; }

    /// <summary>The rules with a <c>network</c>; their scopes are indexes of <see cref="Networks"/>.</summary>
    public RuleTable Addresses { get; }

    public PrefixTree Networks { get; }

    public RuleParts Parts { get; }

    public RuleAction[] Actions { get; }

    /// <summary>Whether there may be a rule that says what DNS answers.</summary>
    public bool HasAnswers { get; }

    /// <summary>Whether there may be a rule that rewrites.</summary>
    public bool HasRewrites { get; }

    public int Count => Names.Count + Addresses.Count;

    public RuleAction ActionOf(in RuleBody body) => Actions[body.Action];

    public RuleAction ActionOf(in Rule rule) => Actions[Parts.Bodies[rule.Body].Action];

    /// <summary>The rank of the best name rule. The ranks of <paramref name="dead"/>, ascending, are passed over.</summary>
    public int BestName<TFilter>(string? name, in TFilter filter, int[] dead) where TFilter : struct, IRuleFilter
    {
        BestRank best = new(dead);
        Names.Search(0, name, filter, ref best);
        return best.Rank;
    }

    /// <summary>The rank of the best address rule for one candidate.</summary>
    public int BestAddress<TFilter>(string? name, NetAddress candidate, in TFilter filter, int[] dead) where TFilter : struct, IRuleFilter
    {
        BestRank best = new(dead);
        SearchAddresses(name, candidate, filter, ref best);
        return best.Rank;
    }

    /// <summary>The name rules that <see cref="BestName"/> may come to, in no order.</summary>
    public IEnumerable<ConsideredRule> MeetNames<TFilter>(string? name, in TFilter filter, int[] dead) where TFilter : struct, IRuleFilter
    {
        AllRanks all = new(dead);
        Names.Search(0, name, filter, ref all);
        return all.Met.Select(met => new ConsideredRule(NameVerdict(met.Rank), met.Unmet, Names.OrderOf(met.Rank)));
    }

    /// <summary>The address rules that <see cref="BestAddress"/> may come to, in no order.</summary>
    public IEnumerable<ConsideredRule> MeetAddresses<TFilter>(string? name, NetAddress candidate, in TFilter filter, int[] dead) where TFilter : struct, IRuleFilter
    {
        AllRanks all = new(dead);
        SearchAddresses(name, candidate, filter, ref all);
        return all.Met.Select(met => new ConsideredRule(AddressVerdict(met.Rank), met.Unmet, Addresses.OrderOf(met.Rank)));
    }

    public Verdict NameVerdict(int rank) => VerdictOf(Names, rank);

    public Verdict AddressVerdict(int rank) => VerdictOf(Addresses, rank) with { Network = Networks[Addresses[rank].Scope] };

    /// <summary>The same rules with other actions, one for each of <see cref="Actions"/>.</summary>
    public RuleLayer With(RuleAction[] actions) => new(Names, Addresses, Networks, Parts, actions);

    private Verdict VerdictOf(RuleTable table, int rank)
    {
        Verdict verdict = ActionOf(table[rank]).Verdict with { RuleId = table[rank].Id };
        return verdict.Rewrite is null ? verdict : verdict with { SuffixLength = (byte)table.SuffixOf(rank).Length };
    }

    private void SearchAddresses<TFilter, TSearch>(string? name, NetAddress candidate, in TFilter filter, ref TSearch search)
        where TFilter : struct, IRuleFilter where TSearch : struct, IRuleSearch
    {
        for (int scope = Networks.Longest(candidate); scope != PrefixTree.None; scope = Networks.Parent(scope))
            Addresses.Search(scope, name, filter, ref search);
    }
}
