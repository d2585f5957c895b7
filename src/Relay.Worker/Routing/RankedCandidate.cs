namespace Relay.Worker.Routing;

/// <summary>A candidate with what decides when it is tried.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Source">From where it would be reached.</param>
/// <param name="Past">How it did before.</param>
internal readonly record struct RankedCandidate(Candidate Candidate, SourceAddress Source, AddressPast Past)
{
    /// <summary>One that there is no other beside.</summary>
    public static RankedCandidate Alone(Candidate candidate) => new(candidate, SourceAddress.Unknown, default);

    public bool IsIPv4 => Candidate.Address.IsIPv4;
}
