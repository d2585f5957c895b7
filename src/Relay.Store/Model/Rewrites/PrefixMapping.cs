namespace Relay.Store.Model.Rewrites;

/// <summary>From addresses of a network to those of another that is no smaller: the bits behind the prefix stay what they are.</summary>
public sealed record PrefixMapping(NetPrefix To) : Mapping
{
    public override Mapped Map(in MatchedParts matched) => Mapped.To(To.Address | matched.Host);
}
