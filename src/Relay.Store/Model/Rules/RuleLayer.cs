namespace Relay.Store.Model.Rules;

/// <summary>Compiled rules of both stages, in flat arrays. Immutable.</summary>
internal sealed class RuleLayer
{
    public static readonly RuleLayer Empty = new RuleLayerBuilder().Build();

    public RuleLayer(RuleTable names, RuleTable addresses, PrefixTree networks, RuleParts parts, RuleAction[] actions)
    {
        (Names, Addresses, Networks, Parts, Actions) = (names, addresses, networks, parts, actions);
        HasAnswers = actions.Any(action => action.Answer is not null);
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

    public int Count => Names.Count + Addresses.Count;

    public RuleAction ActionOf(in RuleBody body) => Actions[body.Action];

    public RuleAction ActionOf(in Rule rule) => Actions[Parts.Bodies[rule.Body].Action];

    /// <summary>The rank of the best name rule. The ranks of <paramref name="dead"/>, ascending, are passed over.</summary>
    public int BestName<TFilter>(string? name, in TFilter filter, int[] dead) where TFilter : struct, IRuleFilter =>
        Names.Best(0, name, filter, dead, RuleTable.None);

    /// <summary>The rank of the best address rule for one candidate.</summary>
    public int BestAddress<TFilter>(string? name, NetAddress candidate, in TFilter filter, int[] dead) where TFilter : struct, IRuleFilter
    {
        int rank = RuleTable.None;
        for (int scope = Networks.Longest(candidate); scope != PrefixTree.None; scope = Networks.Parent(scope))
            rank = Addresses.Best(scope, name, filter, dead, rank);
        return rank;
    }

    /// <summary>The same rules with other actions, one for each of <see cref="Actions"/>.</summary>
    public RuleLayer With(RuleAction[] actions) => new(Names, Addresses, Networks, Parts, actions);
}
