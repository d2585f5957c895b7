using System.Collections.Immutable;
using System.Globalization;
using Relay.Store.Model.Zones;

namespace Relay.Store.Model.Compiling;

/// <summary>All rows of <c>dns_zone</c> and <c>dns_record</c>, compiled. A change compiles its own rows, and makes anew the names that these are about. Immutable.</summary>
internal sealed class ZoneBook
{
    public const string ZoneTable = "dns_zone", RecordTable = "dns_record";

    public static readonly ZoneBook Empty = new(
        DnsZones.Empty, ImmutableDictionary<long, string>.Empty, [], ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableSortedDictionary<long, string>.Empty, ImmutableSortedDictionary<long, string>.Empty);

    /// <summary>Where each row is.</summary>
    private readonly ImmutableDictionary<long, string> names;
    private readonly ImmutableHashSet<string> zones;
    private readonly ImmutableSortedDictionary<string, string> rejectedZones;
    private readonly ImmutableSortedDictionary<long, string> rejected;
    private readonly ImmutableSortedDictionary<long, string> faults;

    private ZoneBook(
        DnsZones tree, ImmutableDictionary<long, string> names, ImmutableHashSet<string> zones,
        ImmutableSortedDictionary<string, string> rejectedZones, ImmutableSortedDictionary<long, string> rejected, ImmutableSortedDictionary<long, string> faults)
    {
        (Zones, this.names, this.zones) = (tree, names, zones);
        (this.rejectedZones, this.rejected, this.faults) = (rejectedZones, rejected, faults);
    }

    /// <summary>What is in force if no row is rejected.</summary>
    public DnsZones Zones { get; }

    /// <summary>The same records with other zones.</summary>
    public ZoneBook With(IReadOnlyList<DnsZoneRow> rows)
    {
        ImmutableSortedDictionary<string, string>.Builder wrong = Empty.rejectedZones.ToBuilder();
        HashSet<string> good = [];
        foreach (DnsZoneRow row in rows)
        {
            if (ZoneCompiler.TryZone(row, out string? fault))
                good.Add(row.Name);
            else
                wrong[row.Name] = fault;
        }
        ZoneTreeBuilder tree = new(Zones, faults);
        foreach (string zone in zones.Except(good))
            tree.Change(zone, static node => node.With(isApex: false));
        foreach (string zone in good.Except(zones))
            tree.Change(zone, static node => node.With(isApex: true));
        return new ZoneBook(tree.Zones, names, [.. good], wrong.ToImmutable(), rejected, tree.Faults);
    }

    /// <summary>The book after a change of the rows <paramref name="changed"/> (null: all), of which <paramref name="rows"/> are those that there are.</summary>
    public ZoneBook Edit(IReadOnlyCollection<long>? changed, IEnumerable<DnsRecordRow> rows)
    {
        ZoneTreeBuilder tree = new(Zones, faults);
        ImmutableDictionary<long, string>.Builder where = names.ToBuilder();
        ImmutableSortedDictionary<long, string>.Builder wrong = changed is null ? Empty.rejected.ToBuilder() : rejected.ToBuilder();
        Dictionary<string, HashSet<long>> gone = [];
        foreach (long id in changed ?? [.. names.Keys])
        {
            wrong.Remove(id);
            if (where.Remove(id, out string? name))
                At(gone, name).Add(id);
        }
        foreach ((string name, HashSet<long> ids) in gone)
            tree.Change(name, node => node.Without(ids), ids);
        Dictionary<string, List<ZoneEntry>> come = [];
        foreach (DnsRecordRow row in rows)
        {
            if (ZoneCompiler.TryRecord(row, out ZoneEntry? entry, out string? fault))
            {
                where[row.Id] = row.Name;
                At(come, row.Name).Add(entry);
            }
            else
                wrong[row.Id] = fault;
        }
        foreach ((string name, List<ZoneEntry> entries) in come)
            tree.Change(name, node => node.With(entries));
        return new ZoneBook(tree.Zones, where.ToImmutable(), zones, rejectedZones, wrong.ToImmutable(), tree.Faults);
    }

    public void Report(Problems problems)
    {
        foreach ((string zone, string fault) in rejectedZones)
            problems.Reject(ZoneTable, zone, fault);
        foreach ((long id, string fault) in rejected)
            problems.Reject(RecordTable, Key(id), fault);
        foreach ((long id, string fault) in faults)
            problems.Note(RecordTable, Key(id), fault);
    }

    /// <summary>Each name is changed once, however many rows it has.</summary>
    private static T At<T>(Dictionary<string, T> byName, string name)
        where T : new() =>
        byName.TryGetValue(name, out T? known) ? known : byName[name] = new T();

    private static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);
}
