using CsCheck;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model;

public sealed class PoolAddressTests
{
    private static readonly NetPrefix Pool = NetPrefix.Parse("fd75:7265:6c61:7900::/64");

    [Fact]
    public void Every_phantom_comes_back() =>
        Gen.Select(Gen.Long[0, Phantom.MaxId], Gen.UInt[0, Phantom.MaxTag]).Sample((id, tag) =>
        {
            Phantom phantom = new(id, tag);
            NetAddress address = PoolAddress.Of(Pool, phantom);
            return Pool.Contains(address) && PoolAddress.Decode(address) == PoolMember.Of(phantom);
        });

    [Theory]
    [InlineData("4000::", PoolMemberKind.Phantom)]
    [InlineData("7fff:ffff:ffff:ffff", PoolMemberKind.Phantom)]
    [InlineData("5fe:1:0:2", PoolMemberKind.Substitution)]
    [InlineData("5ff:7001:0:1", PoolMemberKind.Static)]
    [InlineData("5ff:7003:0:1", PoolMemberKind.SubstitutionShort)]
    [InlineData("5ff:6464:c000:201", PoolMemberKind.IPv4)]
    [InlineData("5ff:7007:0:1", PoolMemberKind.IPv4Window)]
    [InlineData("0:0:0:1", PoolMemberKind.Reserved)]
    [InlineData("3fff:ffff:ffff:ffff", PoolMemberKind.Reserved)]
    [InlineData("8000::", PoolMemberKind.Reserved)]
    [InlineData("5f0::1", PoolMemberKind.Reserved)]
    [InlineData("5ff:7002::1", PoolMemberKind.Reserved)]
    public void Interface_identifiers_have_the_forms_of_the_design(string iid, PoolMemberKind kind)
    {
        string full = "fd75:7265:6c61:7900:" + (iid.EndsWith("::", StringComparison.Ordinal) ? iid + "0" : iid);
        Assert.Equal(kind, PoolAddress.Decode(NetAddress.Parse(full)).Kind);
    }

    [Fact]
    public void Literal_IPv4_is_carried_in_the_low_bits()
    {
        NetAddress literal = NetAddress.Parse("192.0.2.1");
        Assert.Equal(literal, PoolAddress.Decode(PoolAddress.OfIPv4(Pool, literal)).IPv4);
    }
}
