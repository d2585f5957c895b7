namespace Relay.Store.Model.Rules;

/// <summary>
/// Prefixes in order of address, then length, each with the next shorter one around it:
/// <code>
///   index  prefix          parent
///   0      10.0.0.0/8      -1
///   1      10.1.0.0/16      0
///   2      10.1.2.0/24      1
///   3      192.0.2.0/24    -1
/// </code>
/// Prefixes nest or are apart. So what contains an address is the last prefix that begins at or before it, or lies around that one.
/// </summary>
internal sealed class PrefixTree
{
    public const int None = -1;

    private readonly NetPrefix[] prefixes;
    private readonly int[] parents;

    public PrefixTree(IEnumerable<NetPrefix> networks)
    {
        prefixes = [.. networks.Distinct()];
        Array.Sort(prefixes);
        parents = new int[prefixes.Length];
        for (int i = 0; i < prefixes.Length; i++)
            parents[i] = Around(i - 1, prefixes[i]);
    }

    public NetPrefix this[int index] => prefixes[index];

    public int IndexOf(NetPrefix prefix) => Array.BinarySearch(prefixes, prefix);

    /// <summary>The longest prefix that contains <paramref name="address"/>, or <see cref="None"/>.</summary>
    public int Longest(NetAddress address)
    {
        NetPrefix whole = new(address, 128);
        int index = Array.BinarySearch(prefixes, whole);
        return index >= 0 ? index : Around(~index - 1, whole);
    }

    /// <summary>The next shorter prefix around that of <paramref name="index"/>, or <see cref="None"/>.</summary>
    public int Parent(int index) => parents[index];

    private int Around(int index, NetPrefix inner)
    {
        while (index != None && !prefixes[index].Contains(inner))
            index = parents[index];
        return index;
    }
}
