namespace Relay.Store.Model.Rules;

/// <summary>Keeps the lowest rank that matches, but for those of <paramref name="dead"/>, which is ascending.</summary>
internal struct BestRank(int[] dead) : IRuleSearch
{
    public int Rank { get; private set; } = RuleTable.None;

    // As unsigned numbers: the -1 that ends a chain is beyond every rank.
    public readonly bool Wants(int rank) => (uint)rank < (uint)Rank;

    public void Meet(int rank, RuleCondition unmet)
    {
        if (unmet == RuleCondition.None && (dead.Length == 0 || Array.BinarySearch(dead, rank) < 0))
            Rank = rank;
    }
}
