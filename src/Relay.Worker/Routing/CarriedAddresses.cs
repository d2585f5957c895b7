using Relay.Store.Model;
using Relay.Store.Model.Rewrites;

namespace Relay.Worker.Routing;

/// <summary>
/// The IPv4 addresses that an IPv6 address leads to where a translator or a tunnel takes it. Bits that these do not look at may be anything. One address can have several
/// readings, for a translator of RFC 8215's /48 has a prefix of any length within it: whoever forbids an IPv4 address looks at them all.
/// <code>
/// ::a.b.c.d  ::ffff:0:a.b.c.d  64:ff9b::a.b.c.d      compatible (RFC 4291), translated (RFC 2765), NAT64 (RFC 6052)
/// 64:ff9b:1:…                                        NAT64 by a prefix of /48, /56, /64 or /96 (RFC 8215)
/// 2002:aabb:ccdd:…                                   6to4 (RFC 3056)
/// 2001:0:server:…:client, inverted                   Teredo (RFC 4380 section 4)
/// …:0:5efe:a.b.c.d  …:200:5efe:a.b.c.d               ISATAP (RFC 5214 section 6.1), under any /64
/// </code>
/// </summary>
internal static class CarriedAddresses
{
    private static readonly NetPrefix[] InLast32Bits = [NetPrefix.Parse("::/96"), NetPrefix.Parse("::ffff:0:0:0/96"), NetPrefix.Parse("64:ff9b::/96")];

    private static readonly NetPrefix LocalNat64 = NetPrefix.Parse("64:ff9b:1::/48"), SixToFour = NetPrefix.Parse("2002::/16"), Teredo = NetPrefix.Parse("2001::/32");

    private static readonly int[] LocalNat64Lengths = [48, 56, 64, 96];

    /// <summary>What is nowhere but in a misreading: the kernel takes in no packet for it.</summary>
    private static readonly NetPrefix ThisNetwork = NetPrefix.Parse("0.0.0.0/8");

    public static NetAddress[] Of(NetAddress address) =>
        address.IsIPv4 ? []
        : LocalNat64.Contains(address) ? OfLocalNat64(address)
        : SixToFour.Contains(address) ? [NetAddress.FromIPv4((uint)(address.High64 >> 16))]
        : Teredo.Contains(address) ? [NetAddress.FromIPv4((uint)address.High64), NetAddress.FromIPv4(~address.Low32)]
        : (address.Low64 >> 32 & ~0x0200_0000u) == 0x5efe || Array.Exists(InLast32Bits, range => range.Contains(address)) ? [NetAddress.FromIPv4(address.Low32)]
        : [];

    /// <summary>Zeros of a longer prefix look like an address of 0.0.0.0/8 to a shorter one; where there is nothing else, it is one.</summary>
    private static NetAddress[] OfLocalNat64(NetAddress address)
    {
        NetAddress[] readings = [.. LocalNat64Lengths.Select(length => Rfc6052.Extract(length, address)).Where(reading => !ThisNetwork.Contains(reading)).Distinct()];
        return readings.Length > 0 ? readings : [NetAddress.FromIPv4(0)];
    }
}
