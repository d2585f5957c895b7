using System.Collections.Immutable;
using Relay.Store.Model.Zones;

namespace Relay.Store.Model.Compiling;

/// <summary>Changes names of a tree, and keeps up what is above each and what is wrong with its rows.</summary>
internal sealed class ZoneTreeBuilder(DnsZones zones, ImmutableSortedDictionary<long, string> faults)
{
    private readonly ImmutableDictionary<ReadOnlyMemory<char>, ZoneNode>.Builder nodes = zones.Nodes.ToBuilder();
    private readonly ImmutableSortedDictionary<long, string>.Builder faults = faults.ToBuilder();

    public DnsZones Zones => new(nodes.ToImmutable());

    public ImmutableSortedDictionary<long, string> Faults => faults.ToImmutable();

    /// <param name="name">A canonical name, or <c>*.</c> and such a name.</param>
    /// <param name="change">What becomes of it.</param>
    /// <param name="gone">The rows that the change takes away.</param>
    public void Change(string name, Func<ZoneNode, ZoneNode> change, IReadOnlyCollection<long>? gone = null)
    {
        ZoneNode before = nodes.GetValueOrDefault(name.AsMemory(), ZoneNode.Nothing), after = change(before);
        Put(name.AsMemory(), after);
        faults.RemoveRange(gone ?? []);
        Judge(after);
        if (before.HasRows != after.HasRows)
            ChangeAbove(name, after.HasRows);
    }

    private void ChangeAbove(string name, bool isThere)
    {
        bool isWildcard = name.StartsWith('*');
        for (int dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            ReadOnlyMemory<char> above = name.AsMemory(dot + 1);
            ZoneNode node = nodes.GetValueOrDefault(above, ZoneNode.Nothing).Above(isThere ? 1 : -1);
            Put(above, isWildcard ? node.AboveWildcard(isThere) : node);
            if (node.HasDname)
                Judge(node);
            isWildcard = false;
        }
    }

    private void Judge(ZoneNode node)
    {
        foreach (ZoneEntry entry in node.Entries)
        {
            if (node.FaultOf(entry) is { } fault)
                faults[entry.Id] = fault;
            else
                faults.Remove(entry.Id);
        }
    }

    private void Put(ReadOnlyMemory<char> name, ZoneNode node)
    {
        if (node.HasRows || node.Below > 0)
            nodes[name] = node;
        else
            nodes.Remove(name);
    }
}
