namespace Relay.Bench;

/// <summary>Where a measure puts what it found of one contender in one round.</summary>
internal sealed class Samples(Results results, string contender, int round)
{
    public void Add(Figure figure, double value) => results.Add(figure, contender, round, value);

    /// <summary>What was found of a contender that came before in this round.</summary>
    public double? Of(Figure figure, string other) => results.At(figure, other, round);

    public void Failed(string measure, string reason) => results.Fail(measure, contender, reason);
}
