namespace Relay.Store.Model.Rewrites;

/// <summary>From IPv6 addresses of a network to the IPv4 ones that they carry: NAT64, the PLAT of 464XLAT.</summary>
public sealed record ExtractingMapping : Mapping
{
    public override Mapped Map(in MatchedParts matched) => Rfc6052.TryExtract(matched.Network!.Value, matched.Address, out NetAddress carried)
        ? Mapped.To(carried)
        : Mapped.Nothing($"{matched.Address} carries no IPv4 address: bits 64 to 71 are set (RFC 6052 section 2.2)");
}
