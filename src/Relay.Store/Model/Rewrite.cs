using Relay.Store.Model.Rewrites;

namespace Relay.Store.Model;

/// <summary>What a rule makes of the destinations that it wins (<c>rule.to_domain</c>, <c>to_network</c>, <c>to_address</c>, <c>to_port</c>); null: as it is.</summary>
public sealed record Rewrite(Mapping? Mapping, ushort? Port)
{
    /// <param name="from">The destination.</param>
    /// <param name="matched">What the rule matched of it.</param>
    /// <param name="to">The new one.</param>
    /// <param name="fault">Why there is none.</param>
    public bool TryApply(in Target from, in MatchedParts matched, out Target to, out string? fault)
    {
        Mapped mapped = Mapping?.Map(matched) ?? new Mapped(from.Domain, from.Address, null);
        to = new Target(mapped.Domain, mapped.Address, Port ?? from.Port);
        fault = mapped.Fault;
        return fault is null;
    }
}
