namespace Relay.Store.Model.Rewrites;

/// <summary>The compiled <c>to_domain</c>, <c>to_network</c> or <c>to_address</c> of a row: another destination for what it has matched. Pure.</summary>
public abstract record Mapping
{
    public abstract Mapped Map(in MatchedParts matched);
}
