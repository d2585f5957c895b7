using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>Which of two records of a flow stays: an end over <c>lost</c>, which is only a guess, over <c>open</c>; of equals the later.</summary>
internal static class OutcomeOrder
{
    public static bool Replaces(this Outcome later, Outcome earlier) => Rank(later) >= Rank(earlier);

    private static int Rank(Outcome outcome) => outcome switch
    {
        Outcome.Open => 0,
        Outcome.Lost => 1,
        _ => 2,
    };
}
