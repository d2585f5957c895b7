namespace Relay.Store.Model.Rules;

/// <summary>Keeps every rank, but for those of <paramref name="dead"/>, which is ascending.</summary>
internal readonly struct AllRanks(int[] dead) : IRuleSearch
{
    public List<(int Rank, RuleCondition Unmet)> Met { get; } = [];

    public bool Wants(int rank) => rank >= 0;

    public void Meet(int rank, RuleCondition unmet)
    {
        if (Array.BinarySearch(dead, rank) < 0)
            Met.Add((rank, unmet));
    }
}
