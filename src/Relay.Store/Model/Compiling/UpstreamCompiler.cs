using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>
/// Rows of <c>upstream</c>, by name, each with those that it leads through. A broken one stays, with its <see cref="Upstream.Defect"/>: flows sent there are
/// refused. So is one that leads through a broken one: nothing goes another way than was written.
/// </summary>
internal sealed class UpstreamCompiler
{
    private const string Table = "upstream";

    private readonly Dictionary<string, UpstreamRow> rows = [];
    private readonly Dictionary<string, Upstream> compiled = [];
    private readonly HashSet<string> underWay = [];
    private readonly IReadOnlyDictionary<string, NameResolver> resolvers;
    private readonly Problems problems;

    private UpstreamCompiler(IReadOnlyList<UpstreamRow> all, IReadOnlyDictionary<string, NameResolver> resolvers, Problems problems)
    {
        (this.resolvers, this.problems) = (resolvers, problems);
        foreach (UpstreamRow row in all)
        {
            if (!rows.TryAdd(row.Name, row))
                problems.Reject(Table, row.Name, "name is there twice: delete one of the rows");
        }
    }

    public static Dictionary<string, Upstream> Compile(IReadOnlyList<UpstreamRow> rows, IReadOnlyDictionary<string, NameResolver> resolvers, Problems problems)
    {
        UpstreamCompiler compiler = new(rows, resolvers, problems);
        foreach (UpstreamRow row in rows)
            _ = compiler.Get(row.Name);
        compiler.compiled.TryAdd(Upstream.DirectName, new Upstream { Name = Upstream.DirectName, Kind = UpstreamKind.Direct });
        return compiler.compiled;
    }

    /// <summary>Null where there is no such row.</summary>
    private Upstream? Get(string name)
    {
        if (compiled.TryGetValue(name, out Upstream? known))
            return known;
        if (!rows.TryGetValue(name, out UpstreamRow? row))
            return null;
        underWay.Add(name);
        List<string> faults = [];
        Upstream upstream = UpstreamReader.Read(row, faults) with { Via = ViaOf(row, faults), Members = MembersOf(row, faults), Resolver = ResolverOf(row, faults) };
        underWay.Remove(name);
        if (faults.Count > 0)
        {
            problems.Note(Table, name, faults);
            upstream = upstream with { Defect = string.Join("; ", faults) };
        }
        return compiled[name] = upstream;
    }

    private Upstream? ViaOf(UpstreamRow row, List<string> faults) => row.Via is null ? null : Through("via", row.Via, faults);

    private NameResolver? ResolverOf(UpstreamRow row, List<string> faults) => row.Resolver is null ? null : ResolverCompiler.ResolverOf(row.Resolver, resolvers, faults);

    private GroupMember[] MembersOf(UpstreamRow row, List<string> faults)
    {
        // One that has none is equal to what it was compiled to before: its failures are remembered.
        if (row.Members.Count == 0)
            return [];
        List<GroupMember> members = [];
        foreach (UpstreamMemberRow member in row.Members.OrderBy(each => each.Position).ThenBy(each => each.Member, StringComparer.Ordinal))
        {
            if (member.Weight is < 1 or > 1000)
                faults.Add($"the weight of its member {Quote(member.Member)} is {member.Weight}: write 1 to 1000");
            else if (Through("member", member.Member, faults) is { } upstream)
                members.Add(new GroupMember(upstream, (int)member.Weight));
        }
        return [.. members];
    }

    /// <summary>An upstream that another leads through; null with a fault where it cannot be.</summary>
    private Upstream? Through(string what, string name, List<string> faults)
    {
        if (underWay.Contains(name))
        {
            faults.Add($"{what} {Quote(name)} leads back to this row: name another");
            return null;
        }
        Upstream? upstream = name == Upstream.DirectName && !rows.ContainsKey(name) ? new Upstream { Name = name, Kind = UpstreamKind.Direct } : Get(name);
        string? fault = upstream switch
        {
            null => "does not exist: insert it into table upstream, or name another",
            { Kind: UpstreamKind.Group } => "is a group: name one of its members",
            { Kind: UpstreamKind.Unix } when what == "via" => "is a socket, not a way to a proxy: name one of kind direct, socks5 or http",
            { ProxyProtocol: not ProxyProtocol.None } when what == "via" => "sends a PROXY header, for which there is no place before a proxy: name one without, and set proxy_protocol here",
            { Defect: { } defect } => $"cannot be used: {defect}",
            _ => null,
        };
        if (fault is not null)
            faults.Add($"{what} {Quote(name)} {fault}");
        return fault is null ? upstream : null;
    }
}
