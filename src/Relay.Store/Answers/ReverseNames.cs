using System.Globalization;
using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// The names under <c>ip6.arpa</c> and <c>in-addr.arpa</c>. Those above an address of ours exist without records (RFC 8020: NXDOMAIN there would deny
/// the address too); outside our own, nothing exists, so that no look-up of a private-side address leaves the relay (RFC 6303).
/// </summary>
internal static class ReverseNames
{
    private const int AddressBits = 128;

    public static bool TryAnswer(in DnsQuestion question, Snapshot snapshot, IPhantoms phantoms, in DnsLookUp lookUp, out DnsAnswer answer)
    {
        bool isIPv6 = NameText.TryGetBelow(question.Name, "ip6.arpa", out ReadOnlySpan<char> below);
        answer = default;
        if (!isIPv6 && !NameText.TryGetBelow(question.Name, "in-addr.arpa", out below))
            return false;
        if (below.IsEmpty)
            answer = Replies.NoData(question);
        else if (!(isIPv6 ? TryParseNibbles(below, out NetPrefix asked) : TryParseOctets(below, out asked)))
            answer = Replies.NxDomain;
        else if (asked.Length == AddressBits)
            answer = OfAddress(question, asked.Address, snapshot, phantoms, lookUp);
        else
            answer = IsAboveOurs(asked, snapshot) ? Replies.NoData(question) : Replies.NxDomain;
        return true;
    }

    private static DnsAnswer OfAddress(in DnsQuestion question, NetAddress address, Snapshot snapshot, IPhantoms phantoms, in DnsLookUp lookUp)
    {
        // RFC 8880 section 7.2.
        if (SpecialNames.WellKnown.Contains(address))
            return Replies.Of(question, Replies.Pointer(question, SpecialNames.Ipv4Only));
        if (snapshot.PoolOf(address) is not { Kind: PoolKind.Phantom6 })
            return Replies.NxDomain;
        PoolMember member = PoolAddress.Decode(address);
        return member.Kind switch
        {
            PoolMemberKind.Phantom => OfPhantom(question, member.Phantom, phantoms, lookUp),
            PoolMemberKind.Static when snapshot.StaticMappings.TryGet(member.Number, out DomainName pinned) =>
                Replies.Of(question, Replies.Pointer(question, pinned.Value, RootZone.VolatileTtl)),
            PoolMemberKind.Substitution or PoolMemberKind.SubstitutionShort when snapshot.Substitutions.TryGet(member.Group, out _) =>
                Replies.Of(question, Replies.Pointer(question, SpecialDomain.NameOf(member.Group, member.Number), RootZone.VolatileTtl)),
            PoolMemberKind.IPv4 => Replies.Of(question, Replies.Pointer(question, SpecialDomain.NameOf(member.IPv4), RootZone.VolatileTtl)),
            _ => Replies.NxDomain,
        };
    }

    private static DnsAnswer OfPhantom(in DnsQuestion question, Phantom phantom, IPhantoms phantoms, in DnsLookUp lookUp)
    {
        bool isLookedUp = lookUp.IsDone && lookUp.Phantom == phantom;
        if (isLookedUp && lookUp.Domain is null)
            return Replies.NxDomain;
        DomainName domain = lookUp.Domain.GetValueOrDefault();
        return isLookedUp || phantoms.TryGet(phantom, out domain)
            ? Replies.Of(question, Replies.Pointer(question, domain.Value))
            : new DnsAnswer(DnsAnswerKind.WantsName, [], null, WantedPhantom: phantom);
    }

    /// <summary>Part of an address: above a pool of ours, or in one (whether a phantom lies below would cost a look-up each time).</summary>
    private static bool IsAboveOurs(NetPrefix asked, Snapshot snapshot)
    {
        if (asked.Contains(SpecialNames.WellKnown))
            return true;
        foreach (Pool pool in snapshot.Pools)
        {
            if (pool.Kind == PoolKind.Phantom6 && (asked.Contains(pool.Prefix) || pool.Prefix.Contains(asked)))
                return true;
        }
        return false;
    }

    /// <summary>RFC 3596 section 2.5: one hexadecimal digit a label, the last of the address first.</summary>
    private static bool TryParseNibbles(ReadOnlySpan<char> text, out NetPrefix prefix)
    {
        prefix = default;
        int count = (text.Length + 1) / 2;
        if (text.Length % 2 == 0 || count > 32)
            return false;
        UInt128 value = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            bool isDot = i % 2 == 1;
            if (isDot ? text[i] != '.' : !char.IsAsciiHexDigit(text[i]))
                return false;
            if (!isDot)
                value = value << 4 | (uint)Convert.ToInt32(text[i].ToString(), 16);
        }
        prefix = new NetPrefix(new NetAddress(count == 32 ? value : value << (AddressBits - 4 * count)), 4 * count);
        return true;
    }

    /// <summary>RFC 1035 section 3.5: one decimal octet a label, the last of the address first. Leading zeros are another name.</summary>
    private static bool TryParseOctets(ReadOnlySpan<char> text, out NetPrefix prefix)
    {
        prefix = default;
        uint value = 0;
        int count = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> label = text[range];
            if (count == 4 || label.Length is 0 or > 3 || (label.Length > 1 && label[0] == '0')
                || !byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out byte octet))
                return false;
            value |= (uint)octet << (8 * count++);
        }
        prefix = new NetPrefix(NetAddress.FromIPv4(value << (32 - 8 * count)), 96 + 8 * count);
        return true;
    }
}
