using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>What may be dialed: an address, or a name that the upstream resolves.</summary>
/// <param name="Target">Where to.</param>
/// <param name="Upstream">By which way out.</param>
/// <param name="RuleId">The rule that won the name stage.</param>
/// <param name="AddressRuleId">The rule that won the address stage.</param>
/// <param name="Rewrites">What led from the destination to the target; null: it is the destination, or an address of it.</param>
internal sealed record Candidate(Target Target, Upstream Upstream, long? RuleId, long? AddressRuleId, RewriteChain? Rewrites)
{
    /// <summary>Of a name, which a proxy resolves, the unspecified one.</summary>
    public NetAddress Address => Target.Address;
}
