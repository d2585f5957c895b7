using System.Globalization;

namespace Relay.Store.Model.Compiling;

/// <summary>Rows of <c>static_mapping</c>. Several may pin one name; DNS then answers with the lowest.</summary>
internal static class StaticMappingCompiler
{
    public static StaticMappings Compile(IReadOnlyList<StaticMappingRow> rows, Problems problems)
    {
        Dictionary<uint, DomainName> names = [];
        Dictionary<DomainName, uint> indexes = [];
        foreach (StaticMappingRow row in rows.OrderBy(row => row.Idx))
        {
            List<string> faults = [];
            if (row.Idx is < 0 or > uint.MaxValue)
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"idx {row.Idx} has no address: write 0 to {uint.MaxValue}"));
            if (!CanonicalText.TryName(row.Domain, out DomainName domain, out string? fault))
                faults.Add($"domain {fault}");
            else if (faults.Count == 0 && !names.TryAdd((uint)row.Idx, domain))
                faults.Add($"idx stands for {names[(uint)row.Idx]} already: delete one of the rows");
            if (faults.Count > 0)
                problems.Reject("static_mapping", row.Idx.ToString(CultureInfo.InvariantCulture), faults);
            else
                indexes.TryAdd(domain, (uint)row.Idx);
        }
        return new StaticMappings(names, indexes);
    }
}
