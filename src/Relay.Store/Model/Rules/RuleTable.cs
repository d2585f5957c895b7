namespace Relay.Store.Model.Rules;

/// <summary>
/// The rules of one stage, in the order in which they win: a rule's index is its rank, and of those that match the lowest rank wins. Rules with the
/// same scope (their network in the address stage) and the same suffix are a chain in order of rank, so a look-up walks the suffixes of a name,
/// <code>
///   ""  →  com  →  example.com  →  www.example.com
/// </code>
/// takes the first that matches in each chain, and leaves a chain where it comes to ranks that cannot win any more. The rules on any name, by regex
/// and without a domain are in the chain of the empty suffix.
/// </summary>
internal sealed class RuleTable
{
    /// <summary>The rank of no rule, weaker than every other.</summary>
    public const int None = int.MaxValue;

    private readonly Rule[] rules;
    private readonly SuffixTable suffixes;
    private readonly RuleParts parts;

    /// <param name="drafts">Sorted here.</param>
    /// <param name="networks">Gives the scopes; rules without a network are all in scope 0.</param>
    /// <param name="parts">What the drafts name by index.</param>
    public RuleTable(List<RuleDraft> drafts, PrefixTree networks, RuleParts parts)
    {
        this.parts = parts;
        drafts.Sort();
        rules = new Rule[drafts.Count];
        suffixes = new SuffixTable(drafts.Count, drafts.Sum(draft => draft.Domain.Suffix.Length));
        for (int rank = drafts.Count - 1; rank >= 0; rank--)
        {
            RuleDraft draft = drafts[rank];
            int scope = draft.Network is { } network ? networks.IndexOf(network) : 0;
            int next = suffixes.Push(scope, draft.Domain.Suffix, rank);
            rules[rank] = new Rule(draft.Id, scope, next, draft.Conditions, draft.Action, draft.Pattern, draft.Domain.Kind);
        }
    }

    public ref readonly Rule this[int rank] => ref rules[rank];

    /// <summary>The rank of the best rule of a scope for a name (null for a literal address), if it is better than <paramref name="best"/>.</summary>
    public int Best<TFilter>(int scope, string? name, in TFilter filter, int best) where TFilter : struct, IRuleFilter
    {
        uint hash = SuffixTable.EmptyHash;
        best = BestOfChain(suffixes.First(scope, hash, default), name, isWhole: false, filter, best);
        for (int i = (name?.Length ?? 0) - 1; i >= 0; i--)
        {
            hash = SuffixTable.Extend(hash, name![i]);
            if (i == 0 || name[i - 1] == '.')
                best = BestOfChain(suffixes.First(scope, hash, name.AsSpan(i)), name, isWhole: i == 0, filter, best);
        }
        return best;
    }

    private int BestOfChain<TFilter>(int rank, string? name, bool isWhole, in TFilter filter, int best) where TFilter : struct, IRuleFilter
    {
        // As unsigned numbers: the -1 that ends a chain is beyond every best.
        for (; (uint)rank < (uint)best; rank = rules[rank].Next)
        {
            ref readonly Rule rule = ref rules[rank];
            if (filter.Admits(rule) && DomainHolds(rule, name, isWhole))
                return rank;
        }
        return best;
    }

    private bool DomainHolds(in Rule rule, string? name, bool isWhole) => rule.Kind switch
    {
        DomainPatternKind.Any => name is not null,
        DomainPatternKind.Regex => name is not null && parts.Patterns[rule.Pattern].IsMatch(name),
        DomainPatternKind.Exact => isWhole,
        DomainPatternKind.Below => !isWhole,
        _ => true,
    };
}
