namespace Relay.Store.Model;

/// <summary>
/// Addresses of a phantom pool, a /64 whose interface identifier says what the address stands for:
/// <code>
/// 01 iiiiiiii iiiiiiii iiiiiiii iiiiiiii iiiiiiii tttttt tttttttt tttttttt    phantom: 40-bit id, 22-bit tag
/// 05fe gggg nnnn nnnn    05ff 7001 iiii iiii    05ff 7003 gggg nnnn    05ff 6464 aabb ccdd    05ff 7007 aabb ccdd
/// </code>
/// The layout never changes once addresses are out.
/// </summary>
public static class PoolAddress
{
    /// <summary>The prefix length of every phantom pool.</summary>
    public const int PrefixLength = 64;

    private const int TagBits = 22;
    private const ulong PhantomMark = 0x4000_0000_0000_0000;

    /// <exception cref="ArgumentOutOfRangeException">The id or the tag does not fit its bits.</exception>
    public static NetAddress Of(NetPrefix pool, Phantom phantom)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)phantom.Id, (ulong)Phantom.MaxId, nameof(phantom));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(phantom.Tag, Phantom.MaxTag, nameof(phantom));
        return At(pool, PhantomMark | (ulong)phantom.Id << TagBits | phantom.Tag);
    }

    public static NetAddress OfStatic(NetPrefix pool, uint index) => At(pool, 0x05ff_7001_0000_0000ul | index);

    /// <summary>Member of a substitution group, in the form that has room for every number.</summary>
    public static NetAddress OfMember(NetPrefix pool, ushort group, uint number) => At(pool, 0x05fe_0000_0000_0000ul | (ulong)group << 32 | number);

    public static NetAddress OfIPv4(NetPrefix pool, NetAddress address) => At(pool, 0x05ff_6464_0000_0000ul | address.Low32);

    /// <summary>Reads the low 64 bits; the caller knows that the address lies in a pool.</summary>
    public static PoolMember Decode(NetAddress address)
    {
        ulong iid = address.Low64;
        if (iid >> 62 == 1)
            return PoolMember.Of(new Phantom((long)(iid >> TagBits) & Phantom.MaxId, (uint)iid & Phantom.MaxTag));
        uint low = (uint)iid;
        return (iid >> 32) switch
        {
            0x05ff_7001 => PoolMember.Of(PoolMemberKind.Static, low),
            0x05ff_7003 => PoolMember.Of(PoolMemberKind.SubstitutionShort, low & 0xffff, low >> 16),
            0x05ff_6464 => PoolMember.Of(PoolMemberKind.IPv4, low),
            0x05ff_7007 => PoolMember.Of(PoolMemberKind.IPv4Window, low),
            var high when high >> 16 == 0x05fe => PoolMember.Of(PoolMemberKind.Substitution, low, (uint)high & 0xffff),
            _ => default,
        };
    }

    private static NetAddress At(NetPrefix pool, ulong iid) => pool.Address | new NetAddress(0, iid);
}
