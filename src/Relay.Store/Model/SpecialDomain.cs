using System.Globalization;
using Relay.Store.Model.Rewrites;

namespace Relay.Store.Model;

/// <summary>
/// The domain whose names say themselves what they stand for: <c>i-hx-7-5</c>, member 5 of substitution group 7; <c>ip4-192-0-2-1</c> and <c>ip6-2001-db8--1</c>, that
/// address. It lies in RFC 8375's domain of home networks, about which nobody on the Internet is asked.
/// </summary>
public static class SpecialDomain
{
    public const string Name = "u-relay.home.arpa";

    private const string MemberMark = "i-hx-";

    public static bool Contains(DomainName domain) => domain.IsAtOrBelow(Name);

    public static string NameOf(uint group, uint number) => string.Create(CultureInfo.InvariantCulture, $"{MemberMark}{group}-{number}.{Name}");

    public static string NameOf(NetAddress address) => $"{DashedAddress.Of(address)}.{Name}";

    /// <summary>False for names that lie elsewhere, or stand for nothing.</summary>
    public static bool TryRead(DomainName domain, out SpecialName special)
    {
        special = default;
        if (!Contains(domain) || domain.Value.Length == Name.Length)
            return false;
        ReadOnlySpan<char> label = domain.Value.AsSpan(0, domain.Value.Length - Name.Length - 1);
        if (DashedAddress.TryParse(label, out NetAddress literal))
        {
            special = new SpecialName(literal, 0, 0);
            return true;
        }
        if (!label.StartsWith(MemberMark))
            return false;
        label = label[MemberMark.Length..];
        int dash = label.IndexOf('-');
        if (dash < 0 || !MemberMapping.TryNumber(label[..dash], out UInt128 group) || !MemberMapping.TryNumber(label[(dash + 1)..], out UInt128 number)
            || group > ushort.MaxValue || number > uint.MaxValue)
            return false;
        special = new SpecialName(null, (uint)group, (uint)number);
        return true;
    }
}
