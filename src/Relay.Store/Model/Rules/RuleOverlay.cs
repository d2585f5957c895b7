namespace Relay.Store.Model.Rules;

/// <summary>The few rules that were changed since a layer was made, and which rules of it they replace. Immutable.</summary>
internal sealed class RuleOverlay
{
    private readonly int[] namePositions;
    private readonly int[] addressPositions;

    /// <param name="under">The layer.</param>
    /// <param name="replaced">The ids that the layer's rules no longer stand for.</param>
    /// <param name="rules">What there is of them now.</param>
    public RuleOverlay(RuleLayer under, IReadOnlyCollection<long> replaced, RuleLayer rules)
    {
        Rules = rules;
        DeadNames = RanksOf(replaced, under.Names);
        DeadAddresses = RanksOf(replaced, under.Addresses);
        namePositions = Positions(rules.Names, under.Names);
        addressPositions = Positions(rules.Addresses, under.Addresses);
    }

    public RuleLayer Rules { get; }

    /// <summary>The ranks of the layer's name rules that are no longer, ascending.</summary>
    public int[] DeadNames { get; }

    public int[] DeadAddresses { get; }

    /// <summary>True where the overlay's name rule (or none) wins over the layer's (or none).</summary>
    public bool IsNameFirst(int rank, int underRank) => rank != RuleTable.None && namePositions[rank] <= underRank;

    public bool IsAddressFirst(int rank, int underRank) => rank != RuleTable.None && addressPositions[rank] <= underRank;

    /// <summary>Both layers' rules that still hold, in one.</summary>
    public RuleLayer Fold(RuleLayer under)
    {
        RuleLayerBuilder builder = new();
        Fold(builder, under, under.Names, DeadNames, Rules.Names, namePositions);
        Fold(builder, under, under.Addresses, DeadAddresses, Rules.Addresses, addressPositions);
        return builder.Build();
    }

    private void Fold(RuleLayerBuilder builder, RuleLayer under, RuleTable table, int[] dead, RuleTable edited, int[] positions)
    {
        Dictionary<int, int> copiedOfUnder = [], copiedOfEdited = [];
        int next = 0, gone = 0;
        for (int rank = 0; rank <= table.Count; rank++)
        {
            for (; next < positions.Length && positions[next] == rank; next++)
                builder.Add(Rules, edited, next, copiedOfEdited);
            if (gone < dead.Length && dead[gone] == rank)
                gone++;
            else if (rank < table.Count)
                builder.Add(under, table, rank, copiedOfUnder);
        }
    }

    private static int[] RanksOf(IReadOnlyCollection<long> ids, RuleTable table) =>
        [.. ids.Select(table.RankOf).Where(rank => rank != RuleTable.None).Order()];

    private static int[] Positions(RuleTable rules, RuleTable under)
    {
        int[] positions = new int[rules.Count];
        for (int rank = 0; rank < positions.Length; rank++)
            positions[rank] = under.PositionOf(rules.OrderOf(rank), rules[rank].Id);
        return positions;
    }
}
