using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>What the rules and the resolver made of a destination: a refusal, or what may be dialed, in the order in which it is tried, of which more may come later.</summary>
internal sealed record Route
{
    /// <summary><see cref="Outcome.Open"/> where the flow may go on.</summary>
    public Outcome Outcome { get; init; } = Outcome.Open;

    public string? Reason { get; init; }

    /// <summary>The rule that refused in the name stage, or let the first candidate through.</summary>
    public long? RuleId { get; init; }

    /// <summary>The address rule that refused; the one that let an address through is the <see cref="Candidate"/>'s.</summary>
    public long? AddressRuleId { get; init; }

    /// <summary>What led to the destination that was refused.</summary>
    public RewriteChain? Rewrites { get; init; }

    public Candidates Candidates { get; init; } = Candidates.None;
}
