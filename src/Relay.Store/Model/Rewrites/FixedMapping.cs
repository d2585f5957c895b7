namespace Relay.Store.Model.Rewrites;

/// <summary><c>to_address</c>: one address for all.</summary>
public sealed record FixedMapping(NetAddress Address) : Mapping
{
    public override Mapped Map(in MatchedParts matched) => Mapped.To(Address);
}
