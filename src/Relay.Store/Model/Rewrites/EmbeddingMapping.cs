namespace Relay.Store.Model.Rewrites;

/// <summary>From IPv4 addresses to the IPv6 ones that carry them: the CLAT of 464XLAT (RFC 6877).</summary>
public sealed record EmbeddingMapping(NetPrefix Prefix) : Mapping
{
    public override Mapped Map(in MatchedParts matched) => Mapped.To(Rfc6052.Embed(Prefix, matched.Address));
}
