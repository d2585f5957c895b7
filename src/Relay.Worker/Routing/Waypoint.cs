using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>Where a search for a route has come to: a name or an address, and what the rules on the way there have said.</summary>
/// <param name="Facts">What rules may ask about. On the way to an address, the name that led there stays.</param>
/// <param name="Address">Null for a name.</param>
/// <param name="Upstream">What the last rule that named one has named, or the destination; null: nobody did.</param>
/// <param name="Resolve">The same of <c>resolve</c>.</param>
/// <param name="RuleId">The last winner of the name stage.</param>
/// <param name="AddressRuleId">The last winner of the address stage.</param>
/// <param name="Rewrites">What led there.</param>
/// <param name="Resolver">As <paramref name="Upstream"/>: who is asked for a name.</param>
/// <param name="Counts">The same of the turns of the families.</param>
internal readonly record struct Waypoint(
    FlowFacts Facts, NetAddress? Address, Upstream? Upstream = null, ResolveMode? Resolve = null, long? RuleId = null, long? AddressRuleId = null, RewriteChain? Rewrites = null,
    NameResolver? Resolver = null, FamilyCounts? Counts = null)
{
    public Target Target => Address is { } address ? new Target(default, address, Facts.Port) : new Target(Facts.Domain, default, Facts.Port);

    /// <summary>Whether any rule had a word in it.</summary>
    public bool IsMatched => (RuleId ?? AddressRuleId) is not null;

    public Waypoint ByName(in Verdict verdict) =>
        this with { Upstream = verdict.Upstream ?? Upstream, Resolve = verdict.Resolve ?? Resolve, Resolver = verdict.Resolver ?? Resolver, Counts = verdict.Counts ?? Counts, RuleId = verdict.RuleId ?? RuleId };

    public Waypoint ByAddress(in Verdict verdict) => this with { Upstream = verdict.Upstream ?? Upstream, AddressRuleId = verdict.RuleId ?? AddressRuleId };

    /// <summary>After a rewriting. The name that led to an address is kept: rules may ask for it.</summary>
    public Waypoint To(in Target target, RewriteChain rewrites) => this with
    {
        Facts = Facts with { Domain = target.HasName ? target.Domain : Facts.Domain, Port = target.Port },
        Address = target.HasName ? null : target.Address,
        Rewrites = rewrites,
    };
}
