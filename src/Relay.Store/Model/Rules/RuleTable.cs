namespace Relay.Store.Model.Rules;

/// <summary>
/// The rules of one stage, in the order in which they win: a rule's index is its rank, and of those that match the lowest rank wins. Rules with the
/// same scope (their network in the address stage) and the same suffix are a chain in order of rank, so a look-up walks the suffixes of a name,
/// <code>
///   ""  →  com  →  example.com  →  www.example.com
/// </code>
/// and takes the first that matches in each chain; it leaves a chain where it comes to ranks that cannot win any more, unless all are wanted. The rules on
/// any name, by regex and without a domain are in the chain of the empty suffix.
/// </summary>
internal sealed class RuleTable
{
    /// <summary>The rank of no rule, weaker than every other.</summary>
    public const int None = int.MaxValue;

    private readonly Rule[] rules;
    private readonly RuleOrder[] orders;
    private readonly int[] starts;
    private readonly int[] byId;
    private readonly RuleParts parts;
    private readonly SuffixIndex suffixes;
    private readonly int underOnion;

    /// <param name="rules">In order of rank.</param>
    /// <param name="orders">Each that a rule has, the winner first.</param>
    /// <param name="starts">The rank of the first rule of each order.</param>
    /// <param name="texts">The suffixes, each after a byte with its length.</param>
    /// <param name="parts">What the rules name by index.</param>
    public RuleTable(Rule[] rules, RuleOrder[] orders, int[] starts, byte[] texts, RuleParts parts)
    {
        (this.rules, this.orders, this.starts, this.parts) = (rules, orders, starts, parts);
        suffixes = new SuffixIndex(rules, texts);
        byId = new int[rules.Length];
        long[] ids = new long[rules.Length];
        for (int rank = 0; rank < rules.Length; rank++)
            (byId[rank], ids[rank]) = (rank, rules[rank].Id);
        Array.Sort(ids, byId);
        for (int rank = 0; rank < rules.Length; rank++)
            underOnion += IsUnderOnion(rank) ? 1 : 0;
    }

    public int Count => rules.Length;

    public ref readonly Rule this[int rank] => ref rules[rank];

    public ReadOnlySpan<byte> SuffixOf(int rank) => suffixes.TextOf(rank);

    public RuleOrder OrderOf(int rank)
    {
        int index = Array.BinarySearch(starts, rank);
        return orders[index >= 0 ? index : ~index - 1];
    }

    /// <summary>Whether a rule's <c>domain</c>, but for those of the ranks of <paramref name="dead"/>, is <c>onion</c> or below.</summary>
    public bool HasUnderOnion(int[] dead) => underOnion > 0 && underOnion > dead.Count(IsUnderOnion);

    /// <summary>The rank of a rule, or <see cref="None"/>.</summary>
    public int RankOf(long id)
    {
        int low = FirstWith(id, 0, byId.Length, byId);
        return low < byId.Length && rules[byId[low]].Id == id ? byId[low] : None;
    }

    /// <summary>The rank that a rule that is not of this table would have: those below it win, that one and those above lose.</summary>
    public int PositionOf(in RuleOrder order, long id)
    {
        int index = Array.BinarySearch(orders, order, Comparer<RuleOrder>.Create(RuleOrder.Compare));
        if (index < 0)
            return ~index < starts.Length ? starts[~index] : rules.Length;
        int end = index + 1 < starts.Length ? starts[index + 1] : rules.Length;
        return FirstWith(id, starts[index], end, null);
    }

    /// <summary>Has <paramref name="search"/> meet the rules of a scope that may be about a name (null for a literal address), each chain in order of rank.</summary>
    public void Search<TFilter, TSearch>(int scope, string? name, in TFilter filter, ref TSearch search)
        where TFilter : struct, IRuleFilter where TSearch : struct, IRuleSearch
    {
        uint hash = SuffixIndex.EmptyHash;
        SearchChain(suffixes.First(scope, hash, default), name, isWhole: false, filter, ref search);
        for (int i = (name?.Length ?? 0) - 1; i >= 0; i--)
        {
            hash = SuffixIndex.Extend(hash, name![i]);
            if (i == 0 || name[i - 1] == '.')
                SearchChain(suffixes.First(scope, hash, name.AsSpan(i)), name, isWhole: i == 0, filter, ref search);
        }
    }

    private void SearchChain<TFilter, TSearch>(int rank, string? name, bool isWhole, in TFilter filter, ref TSearch search)
        where TFilter : struct, IRuleFilter where TSearch : struct, IRuleSearch
    {
        for (; search.Wants(rank); rank = rules[rank].Next)
        {
            ref readonly RuleBody body = ref parts.Bodies[rules[rank].Body];
            RuleCondition unmet = filter.UnmetBy(body);
            search.Meet(rank, unmet != RuleCondition.None || DomainHolds(body, name, isWhole) ? unmet : RuleCondition.Domain);
        }
    }

    private bool DomainHolds(in RuleBody body, string? name, bool isWhole) => body.Kind switch
    {
        DomainPatternKind.Any => name is not null,
        DomainPatternKind.Regex => name is not null && parts.Patterns[body.Pattern].IsMatch(name),
        DomainPatternKind.Exact => isWhole,
        DomainPatternKind.Below => !isWhole,
        _ => true,
    };

    private bool IsUnderOnion(int rank) => SuffixOf(rank) is var suffix && suffix.EndsWith("onion"u8) && (suffix.Length == 5 || suffix[^6] == (byte)'.');

    /// <summary>The first of a range in order of id that has this id or a higher one. The range is of ranks, or of <paramref name="indirect"/>.</summary>
    private int FirstWith(long id, int low, int high, int[]? indirect)
    {
        while (low < high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            if (rules[indirect is null ? middle : indirect[middle]].Id < id)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
