namespace Relay.Store.Model.Compiling;

/// <summary>Rows of <c>host</c>. A broken one rejects the change: its name would be resolved, and lead elsewhere.</summary>
internal static class HostCompiler
{
    public static Hosts Compile(IReadOnlyList<HostRow> rows, Problems problems)
    {
        Dictionary<DomainName, List<NetAddress>> addresses = [];
        foreach (HostRow row in rows)
        {
            List<string> faults = [];
            if (!CanonicalText.TryName(row.Domain, out DomainName domain, out string? fault))
                faults.Add($"domain {fault}");
            if (!CanonicalText.TryAddress(row.Address, out NetAddress address, out fault))
                faults.Add($"address {fault}");
            if (faults.Count > 0)
                problems.Reject("host", $"{row.Domain} {row.Address}", faults);
            else if (addresses.TryGetValue(domain, out List<NetAddress>? known))
                known.Add(address);
            else
                addresses.Add(domain, [address]);
        }
        return new Hosts(addresses.ToDictionary(pair => pair.Key, pair => pair.Value.Distinct().ToArray()));
    }
}
