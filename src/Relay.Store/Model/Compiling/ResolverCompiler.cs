using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>Rows of <c>resolver</c>, by name. A broken one stays, with its <see cref="NameResolver.Defect"/>: no name is asked for elsewhere than was written.</summary>
internal static class ResolverCompiler
{
    private const string Table = "resolver";

    public static Dictionary<string, NameResolver> Compile(IReadOnlyList<ResolverRow> rows, Problems problems)
    {
        Dictionary<string, NameResolver> compiled = [];
        foreach (ResolverRow row in rows)
        {
            List<string> faults = [];
            NameResolver resolver = Read(row, faults);
            if (faults.Count > 0)
            {
                problems.Note(Table, row.Name, faults);
                resolver = resolver with { Defect = string.Join("; ", faults) };
            }
            compiled[row.Name] = resolver;
        }
        return compiled;
    }

    /// <summary>The resolver of a name; null with a fault where it cannot be used.</summary>
    public static NameResolver? ResolverOf(string name, IReadOnlyDictionary<string, NameResolver> resolvers, List<string> faults)
    {
        if (!resolvers.TryGetValue(name, out NameResolver? resolver))
            faults.Add($"resolver {Quote(name)} does not exist: insert it into table resolver, or name another");
        else if (resolver.Defect is not null)
            faults.Add($"resolver {Quote(name)} cannot be used: {resolver.Defect}");
        return resolver is { Defect: null } ? resolver : null;
    }

    private static NameResolver Read(ResolverRow row, List<string> faults)
    {
        if (!Words.TryParse(row.Kind, out ResolverKind kind))
            faults.Add($"kind {Quote(row.Kind)} is none of {Words.List<ResolverKind>()}");
        else if (kind == ResolverKind.Dns != row.Servers is not null)
            faults.Add(kind == ResolverKind.Dns ? "servers is missing: write the addresses of DNS servers" : "servers are those of kind dns: write NULL");
        List<NameServer> servers = [];
        foreach (string text in row.Servers?.Split(',') ?? [])
        {
            if (NameServer.TryParse(text, out NameServer server))
                servers.Add(server);
            else
                faults.Add($"servers has {Quote(text)}: write addresses such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353, with commas and without spaces");
        }
        return new NameResolver { Name = row.Name, Kind = kind, Servers = servers, Row = row };
    }
}
