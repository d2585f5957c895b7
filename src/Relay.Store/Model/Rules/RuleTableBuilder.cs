using System.Runtime.InteropServices;

namespace Relay.Store.Model.Rules;

/// <summary>Puts the rules of one stage in the order in which they win. They mostly come in order of id, and then nothing is sorted but their orders.</summary>
internal sealed class RuleTableBuilder
{
    private readonly List<Rule> rules = [];
    private readonly List<int> orderOf = [];
    private readonly List<int> sizes = [];
    private readonly Interned<RuleOrder> orders = new();

    // The first is the empty suffix, of length 0.
    private readonly List<byte> texts = [0];

    /// <param name="id">The row's.</param>
    /// <param name="order">Decides the rank.</param>
    /// <param name="scope">The index of its network in what <see cref="Build"/> is given.</param>
    /// <param name="suffix">In ASCII.</param>
    /// <param name="body">The index in the parts.</param>
    public void Add(long id, in RuleOrder order, int scope, ReadOnlySpan<byte> suffix, int body)
    {
        int text = 0;
        if (!suffix.IsEmpty)
        {
            text = texts.Count;
            texts.Add((byte)suffix.Length);
            texts.AddRange(suffix);
        }
        rules.Add(new Rule { Id = id, Text = text, Scope = scope, Body = body });
        int index = orders.IndexOf(order);
        if (index == sizes.Count)
            sizes.Add(0);
        sizes[index]++;
        orderOf.Add(index);
    }

    /// <param name="scopes">From the scopes that rules were added with to those of the table.</param>
    /// <param name="parts">What the rules name by index.</param>
    public RuleTable Build(int[] scopes, RuleParts parts)
    {
        RuleOrder[] came = orders.ToArray();
        int[] ordered = [.. Enumerable.Range(0, came.Length).Order(Comparer<int>.Create((left, right) => RuleOrder.Compare(came[left], came[right])))];
        int[] starts = new int[came.Length], next = new int[came.Length];
        for (int i = 0, rank = 0; i < ordered.Length; rank += sizes[ordered[i++]])
            starts[i] = next[ordered[i]] = rank;
        Rule[] ranked = new Rule[rules.Count];
        for (int i = 0; i < ranked.Length; i++)
        {
            ref Rule rule = ref ranked[next[orderOf[i]]++];
            rule = rules[i];
            rule.Scope = scopes[rule.Scope];
        }
        for (int i = 0; i < starts.Length; i++)
            SortById(ranked.AsSpan(starts[i], sizes[ordered[i]]));
        return new RuleTable(ranked, [.. ordered.Select(index => came[index])], starts, CollectionsMarshal.AsSpan(texts).ToArray(), parts);
    }

    private static void SortById(Span<Rule> rules)
    {
        for (int i = 1; i < rules.Length; i++)
        {
            if (rules[i].Id < rules[i - 1].Id)
            {
                rules.Sort((left, right) => left.Id.CompareTo(right.Id));
                return;
            }
        }
    }
}
