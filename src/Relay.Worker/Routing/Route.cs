using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>
/// What the rules and the resolver made of a destination: a refusal, a name for a proxy to resolve (<see cref="Proxy"/>), or addresses in the order to be tried,
/// of which more may come later.
/// </summary>
internal sealed record Route
{
    /// <summary><see cref="Outcome.Open"/> where the flow may go on.</summary>
    public Outcome Outcome { get; init; } = Outcome.Open;

    public string? Reason { get; init; }

    public long? RuleId { get; init; }

    /// <summary>The address rule that refused; the one that let an address through is the <see cref="Candidate"/>'s.</summary>
    public long? AddressRuleId { get; init; }

    public Upstream? Proxy { get; init; }

    public Candidates Candidates { get; init; } = Candidates.None;
}
