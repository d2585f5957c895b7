namespace Relay.Store.Model.Rules;

/// <summary>
/// What is made of the rules that a look-up comes to: the winner alone (<see cref="BestRank"/>), or all of them (<see cref="AllRanks"/>). Implemented by structs, so
/// that the look-up is compiled for each.
/// </summary>
internal interface IRuleSearch
{
    /// <summary>Whether a chain is followed to this rank; never to -1, its end.</summary>
    bool Wants(int rank);

    void Meet(int rank, RuleCondition unmet);
}
