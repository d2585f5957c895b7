namespace Relay.Store.Model.Rewrites;

/// <summary>
/// IPv4 addresses in IPv6 ones, by the six prefix lengths of RFC 6052 section 2.2. Bits 64 to 71 (u) are zero, and so is the suffix, which is not looked at:
/// <code>
/// /32  prefix             | v4 (32)           | u | suffix
/// /40  prefix                  | v4 (24)      | u | (8) | suffix
/// /48  prefix                       | v4 (16) | u | (16)    | suffix
/// /56  prefix                            | (8)| u | v4 (24)      | suffix
/// /64  prefix                                 | u | v4 (32)           | suffix
/// /96  prefix                                                 | v4 (32)
/// </code>
/// </summary>
public static class Rfc6052
{
    private const int FullLength = 96;

    /// <summary>Bits 64 to 71 of an address.</summary>
    private const ulong ReservedOctet = 0xffUL << 56;

    /// <summary>Whether IPv4 addresses can be carried by a prefix of IPv6.</summary>
    public static bool IsLength(int length) => length is 32 or 40 or 48 or 56 or 64 or FullLength;

    /// <summary>What a /96 may have set there would make a different address of every translator's.</summary>
    public static bool HasReservedBits(NetPrefix prefix) => (prefix.Address.Low64 & ReservedOctet) != 0;

    public static NetAddress Embed(NetPrefix prefix, NetAddress address)
    {
        uint carried = address.Low32;
        if (prefix.Length == FullLength)
            return prefix.Address | new NetAddress(0, carried);
        int before = 64 - prefix.Length;
        ulong high = (ulong)carried >> (32 - before);
        ulong low = (ulong)(uint)((ulong)carried << before) << 24;
        return prefix.Address | new NetAddress(high, low);
    }

    /// <summary>The address that one of <paramref name="prefix"/> carries; false where reserved bits are set.</summary>
    public static bool TryExtract(NetPrefix prefix, NetAddress carrier, out NetAddress address)
    {
        address = default;
        if ((carrier.Low64 & ReservedOctet) != 0)
            return false;
        address = Extract(prefix.Length, carrier);
        return true;
    }

    /// <summary>What a translator that looks at nothing else makes of an address, by the length of its prefix.</summary>
    public static NetAddress Extract(int length, NetAddress carrier)
    {
        int before = 64 - length;
        return NetAddress.FromIPv4(length == FullLength
            ? carrier.Low32
            : (uint)(carrier.High64 << (32 - before)) | (uint)((ulong)(uint)(carrier.Low64 >> 24) >> before));
    }
}
