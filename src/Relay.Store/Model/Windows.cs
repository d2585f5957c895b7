using System.Diagnostics.CodeAnalysis;
using Relay.Store.Model.Rules;

namespace Relay.Store.Model;

/// <summary>The compiled rows of <c>ipv4_window</c>. Of those that have an address, the longest prefix counts.</summary>
public sealed class Windows
{
    public static readonly Windows None = new([]);

    private readonly Dictionary<NetPrefix, Window> windows;
    private readonly PrefixTree networks;

    public Windows(IReadOnlyCollection<Window> windows)
    {
        this.windows = windows.ToDictionary(window => window.Network);
        networks = new PrefixTree(this.windows.Keys);
    }

    public bool TryGet(NetAddress address, [NotNullWhen(true)] out Window? window)
    {
        window = null;
        if (windows.Count == 0 || !address.IsIPv4)
            return false;
        int index = networks.Longest(address);
        return index != PrefixTree.None && windows.TryGetValue(networks[index], out window);
    }
}
