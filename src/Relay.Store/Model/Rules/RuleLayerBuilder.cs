using System.Text;
using System.Text.RegularExpressions;

namespace Relay.Store.Model.Rules;

/// <summary>Collects compiled rules, and makes a layer of them. What is equal is kept once.</summary>
internal sealed class RuleLayerBuilder
{
    private readonly RuleTableBuilder names = new();
    private readonly RuleTableBuilder addresses = new();
    private readonly Interned<NetPrefix> networks = new();
    private readonly Interned<FlowConditions> conditions = new();
    private readonly Interned<ActionText> texts = new();
    private readonly Interned<RuleBody> bodies = new();
    private readonly List<RuleAction> actions = [];
    private readonly List<Regex> patterns = [];
    private readonly List<long> regexRules = [];

    public RuleLayerBuilder() => conditions.IndexOf(FlowConditions.None);

    public void Add(in RuleDraft draft)
    {
        Span<byte> suffix = stackalloc byte[DomainName.MaxLength];
        int length = Encoding.ASCII.GetBytes(draft.Domain.Suffix, suffix);
        Add(draft.Id, draft.Order, draft.Network, suffix[..length], Body(draft.Conditions, draft.Action, draft.Domain.Kind, draft.Domain.Regex));
    }

    /// <summary>Adds a rule of another layer. <paramref name="copied"/> keeps the bodies, by their index there, so that they are compared once.</summary>
    public void Add(RuleLayer layer, RuleTable table, int rank, Dictionary<int, int> copied)
    {
        ref readonly Rule rule = ref table[rank];
        if (!copied.TryGetValue(rule.Body, out int body))
        {
            RuleBody old = layer.Parts.Bodies[rule.Body];
            body = Body(layer.Parts.Conditions[old.Conditions], layer.ActionOf(old), old.Kind, old.Pattern < 0 ? null : layer.Parts.Patterns[old.Pattern]);
            copied.Add(rule.Body, body);
        }
        Add(rule.Id, table.OrderOf(rank), table == layer.Addresses ? layer.Networks[rule.Scope] : null, table.SuffixOf(rank), body);
    }

    public RuleLayer Build()
    {
        NetPrefix[] came = networks.ToArray();
        PrefixTree tree = new(came);
        RuleParts parts = new(conditions.ToArray(), [.. patterns], bodies.ToArray(), [.. regexRules]);
        return new RuleLayer(names.Build([0], parts), addresses.Build([.. came.Select(tree.IndexOf)], parts), tree, parts, [.. actions]);
    }

    private void Add(long id, in RuleOrder order, NetPrefix? network, ReadOnlySpan<byte> suffix, int body)
    {
        if (order.Kind == DomainPatternKind.Regex)
            regexRules.Add(id);
        if (network is { } prefix)
            addresses.Add(id, order, networks.IndexOf(prefix), suffix, body);
        else
            names.Add(id, order, 0, suffix, body);
    }

    private int Body(FlowConditions condition, RuleAction action, DomainPatternKind kind, Regex? regex)
    {
        int pattern = -1;
        if (regex is not null)
        {
            pattern = patterns.Count;
            patterns.Add(regex);
        }
        int index = texts.IndexOf(action.Text);
        if (index == actions.Count)
            actions.Add(action);
        return bodies.IndexOf(new RuleBody(conditions.IndexOf(condition), index, pattern, kind));
    }
}
