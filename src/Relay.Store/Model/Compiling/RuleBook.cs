using System.Collections.Immutable;
using System.Globalization;
using Relay.Store.Model.Rules;

namespace Relay.Store.Model.Compiling;

/// <summary>
/// All rows of <c>rule</c>, compiled: a layer of nearly all, and what has become of those that were changed since it was made. A change compiles
/// its own rows only; the layer is made anew (<see cref="Fold"/>) when the changes have become many. Immutable.
/// </summary>
internal sealed class RuleBook
{
    /// <summary>Up to this size a new layer is made with each change: that takes no longer than a look at the database.</summary>
    private const int SmallLayer = 4096;

    /// <summary>So many edits cost a change some milliseconds.</summary>
    private const int ManyEdits = 1024;

    private static readonly RuleBook Nothing = new(RuleLayer.Empty, ImmutableSortedDictionary<long, RuleEdit>.Empty);

    private readonly RuleLayer layer;
    private readonly ImmutableSortedDictionary<long, RuleEdit> edits;
    private readonly RuleOverlay? overlay;

    private RuleBook(RuleLayer layer, ImmutableSortedDictionary<long, RuleEdit> edits)
    {
        (this.layer, this.edits) = (layer, edits);
        overlay = edits.IsEmpty ? null : new RuleOverlay(layer, [.. edits.Keys], LayerOf(edits));
        Rules = new RuleSet(layer, overlay);
    }

    /// <summary>The rules in force if none is rejected.</summary>
    public RuleSet Rules { get; }

    /// <summary>Whether <see cref="Fold"/> is done sooner than said.</summary>
    public bool IsSmall => layer.Count <= SmallLayer;

    /// <summary>Whether so much has changed that <see cref="Fold"/> is worth its time.</summary>
    public bool WantsFolding => edits.Count > ManyEdits && edits.Values.Any(edit => !edit.IsRejected);

    public static RuleBook Compile(IEnumerable<RuleRow> rows, Ways ways)
    {
        RuleCompiler compiler = new(ways);
        RuleLayerBuilder builder = new();
        ImmutableSortedDictionary<long, RuleEdit>.Builder rejected = Nothing.edits.ToBuilder();
        foreach (RuleRow row in rows)
        {
            if (compiler.TryCompile(row, out RuleDraft draft, out RuleEdit? edit))
                builder.Add(draft);
            else
                rejected[row.Id] = edit!;
        }
        return new RuleBook(builder.Build(), rejected.ToImmutable());
    }

    /// <summary>The rules after a change of the rows <paramref name="changed"/>, of which <paramref name="rows"/> are those that there are.</summary>
    public RuleBook Edit(IEnumerable<long> changed, IEnumerable<RuleRow> rows, Ways ways)
    {
        ImmutableSortedDictionary<long, RuleEdit>.Builder builder = edits.ToBuilder();
        foreach (long id in changed)
            builder[id] = RuleEdit.Gone;
        RuleRow[] waiting = [.. builder.Values.Select(edit => edit.Waiting).OfType<RuleRow>()];
        RuleCompiler compiler = new(ways, DomainCompiler.MaxRegexes - CountRegexes(builder));
        foreach (RuleRow row in rows.Concat(waiting))
            builder[row.Id] = compiler.Compile(row);
        return new RuleBook(layer, builder.ToImmutable());
    }

    /// <summary>The same rows with other upstreams and resolvers.</summary>
    public RuleBook With(Ways ways)
    {
        ActionCompiler actions = new(ways);
        return new RuleBook(
            layer.With([.. layer.Actions.Select(action => actions.Compile(action.Text))]),
            edits.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.With(actions)));
    }

    /// <summary>The same in one layer. Only rejected rows stay beside it.</summary>
    public RuleBook Fold() =>
        overlay is null ? this : new RuleBook(overlay.Fold(layer), edits.Where(pair => pair.Value.IsRejected).ToImmutableSortedDictionary());

    /// <summary>These rules on the layer of <paramref name="folded"/>, which is what <see cref="Fold"/> made of <paramref name="before"/>, an earlier state of them.</summary>
    public RuleBook On(RuleBook folded, RuleBook before, Ways ways)
    {
        ImmutableSortedDictionary<long, RuleEdit> since = edits
            .Where(pair => pair.Value.IsRejected || !before.edits.TryGetValue(pair.Key, out RuleEdit? known) || !ReferenceEquals(known, pair.Value))
            .ToImmutableSortedDictionary();
        return new RuleBook(folded.layer, since).With(ways);
    }

    private int CountRegexes(ImmutableSortedDictionary<long, RuleEdit>.Builder changed) =>
        layer.Parts.RegexRules.Count(id => !changed.ContainsKey(id)) + changed.Values.Count(edit => edit.Draft is { Domain.Kind: DomainPatternKind.Regex });

    public void Report(Problems problems)
    {
        foreach ((long id, RuleEdit edit) in edits)
        {
            if (edit.IsRejected)
                edit.Report(id, problems);
        }
        if (overlay is not null)
            ReportDefects(overlay.Rules, [], [], problems);
        ReportDefects(layer, overlay?.DeadNames ?? [], overlay?.DeadAddresses ?? [], problems);
    }

    private static void ReportDefects(RuleLayer layer, int[] deadNames, int[] deadAddresses, Problems problems)
    {
        if (layer.Actions.All(action => action.Verdict.Defect is null))
            return;
        ReportDefects(layer, layer.Names, deadNames, problems);
        ReportDefects(layer, layer.Addresses, deadAddresses, problems);
    }

    private static void ReportDefects(RuleLayer layer, RuleTable table, int[] dead, Problems problems)
    {
        for (int rank = 0; rank < table.Count; rank++)
        {
            if (layer.ActionOf(table[rank]).Verdict.Defect is { } defect && Array.BinarySearch(dead, rank) < 0)
                problems.Note(RuleCompiler.Table, table[rank].Id.ToString(CultureInfo.InvariantCulture), defect);
        }
    }

    private static RuleLayer LayerOf(ImmutableSortedDictionary<long, RuleEdit> edits)
    {
        RuleLayerBuilder builder = new();
        foreach (RuleEdit edit in edits.Values)
        {
            if (edit.Draft is { } draft)
                builder.Add(draft);
        }
        return builder.Build();
    }
}
