using System.Globalization;

namespace Relay.Store.Model.Rewrites;

/// <summary>From names to addresses of a network: the label before the suffix is the number of an address of it (<c>5</c>, <c>0x5</c>), or an address of it with dashes.</summary>
public sealed record MemberMapping(NetPrefix Network) : Mapping
{
    public override Mapped Map(in MatchedParts matched)
    {
        ReadOnlySpan<char> label = matched.Sub;
        if (DashedAddress.TryParse(label, out NetAddress address))
            return Network.Contains(address) ? Mapped.To(address) : Mapped.Nothing($"{address} is not an address of {Network}");
        return TryNumber(label, out UInt128 number) && Network.TryGetMember(number, out address)
            ? Mapped.To(address)
            : Mapped.Nothing($"what stands before the suffix is neither the number of an address of {Network} nor an address such as ip4-192-0-2-1 or ip6-2001-db8--1");
    }

    internal static bool TryNumber(ReadOnlySpan<char> text, out UInt128 number) => text.StartsWith("0x")
        ? UInt128.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
