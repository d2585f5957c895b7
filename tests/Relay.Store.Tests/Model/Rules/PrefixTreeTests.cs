using CsCheck;
using Relay.Store.Model;
using Relay.Store.Model.Rules;
using Xunit;

namespace Relay.Store.Tests.Model.Rules;

public sealed class PrefixTreeTests
{
    /// <summary>Few distinct bits, so that prefixes nest and share their beginnings.</summary>
    private static readonly Gen<NetPrefix> AnyPrefix = Gen.Select(Gen.ULong, Gen.Int[0, 128]).Select((seed, length) =>
        new NetPrefix(new NetAddress(length == 0 ? 0 : AddressOf(seed).Value >> (128 - length) << (128 - length)), length));

    [Fact]
    public void Finds_all_prefixes_around_an_address_longest_first() =>
        Gen.Select(AnyPrefix.Array[0, 60], Gen.ULong.Array[20]).Sample((prefixes, seeds) =>
        {
            PrefixTree tree = new(prefixes);
            foreach (NetAddress address in seeds.Select(AddressOf).Concat(prefixes.Select(prefix => prefix.Address)))
            {
                IEnumerable<NetPrefix> expected = prefixes.Where(prefix => prefix.Contains(address)).Distinct().OrderByDescending(prefix => prefix.Length);
                Assert.Equal(expected, Around(tree, address));
            }
        });

    [Fact]
    public void Each_prefix_has_its_index()
    {
        NetPrefix[] prefixes = [NetPrefix.Parse("10.0.0.0/8"), NetPrefix.Parse("::/0"), NetPrefix.Parse("10.0.0.0/16")];
        PrefixTree tree = new(prefixes);
        Assert.All(prefixes, prefix => Assert.Equal(prefix, tree[tree.IndexOf(prefix)]));
    }

    private static NetAddress AddressOf(ulong seed) =>
        new(new UInt128((seed & 3) << 62 | (seed & 4) << 30, (seed & 8) << 28 | (seed & 16) >> 4));

    private static IEnumerable<NetPrefix> Around(PrefixTree tree, NetAddress address)
    {
        for (int index = tree.Longest(address); index != PrefixTree.None; index = tree.Parent(index))
            yield return tree[index];
    }
}
