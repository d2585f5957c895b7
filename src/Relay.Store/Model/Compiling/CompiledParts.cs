namespace Relay.Store.Model.Compiling;

/// <summary>
/// The tables as they are, each compiled by itself, so that a change compiles what it touched. They keep up with the tables also while a row in them
/// is rejected, and no snapshot is made. Immutable.
/// </summary>
internal sealed record CompiledParts(
    Compiled<List<Pool>> Pools,
    Compiled<StaticMappings> StaticMappings,
    Compiled<Hosts> Hosts,
    IReadOnlyList<UpstreamRow> UpstreamRows,
    Compiled<Dictionary<string, Upstream>> Upstreams,
    Compiled<Dictionary<string, NameResolver>> Resolvers,
    IReadOnlyList<SubstitutionRow> SubstitutionRows,
    Compiled<Substitutions> Substitutions,
    Compiled<Windows> Windows,
    RuleBook Rules,
    ZoneBook Zones)
{
    /// <summary>Compiles <paramref name="rows"/>, and takes what they leave out from the state before.</summary>
    public static CompiledParts Of(CompiledParts? before, TableRows rows)
    {
        Compiled<Dictionary<string, NameResolver>> resolvers =
            rows.Resolvers is null && before is not null ? before.Resolvers : Compiled<Dictionary<string, NameResolver>>.Of(rows.Resolvers ?? [], ResolverCompiler.Compile);
        IReadOnlyList<UpstreamRow> upstreamRows = rows.Upstreams ?? Known(before).UpstreamRows;
        bool sameWays = rows.Upstreams is null && (rows.Resolvers is null || upstreamRows.All(row => row.Resolver is null));
        Compiled<Dictionary<string, Upstream>> upstreams = sameWays ? Known(before).Upstreams
            : Compiled<Dictionary<string, Upstream>>.Of(upstreamRows, (all, problems) => UpstreamCompiler.Compile(all, resolvers.Value, problems));
        IReadOnlyList<SubstitutionRow> substitutions = rows.Substitutions ?? before?.SubstitutionRows ?? [];
        return new CompiledParts(
            rows.Pools is null ? Known(before).Pools : Compiled<List<Pool>>.Of(rows.Pools, PoolCompiler.Compile),
            rows.StaticMappings is null ? Known(before).StaticMappings : Compiled<StaticMappings>.Of(rows.StaticMappings, StaticMappingCompiler.Compile),
            rows.Hosts is null ? Known(before).Hosts : Compiled<Hosts>.Of(rows.Hosts, HostCompiler.Compile),
            upstreamRows,
            upstreams,
            resolvers,
            substitutions,
            sameWays && rows.Substitutions is null ? Known(before).Substitutions
            : Compiled<Substitutions>.Of(substitutions, (all, problems) => SubstitutionCompiler.Compile(all, upstreams.Value, problems)),
            rows.Windows is null && before is not null ? before.Windows : Compiled<Windows>.Of(rows.Windows ?? [], WindowCompiler.Compile),
            RulesOf(before, rows, new Ways(upstreams.Value, resolvers.Value)),
            ZonesOf(before?.Zones ?? ZoneBook.Empty, rows));
    }

    /// <summary>What rules name.</summary>
    public Ways Ways => new(Upstreams.Value, Resolvers.Value);

    public CompiledTables ToTables(long revision)
    {
        Problems rules = new(), zones = new();
        Rules.Report(rules);
        Zones.Report(zones);
        Problems[] all = [Pools.Problems, StaticMappings.Problems, Hosts.Problems, Upstreams.Problems, Resolvers.Problems, Substitutions.Problems, Windows.Problems, rules, zones];
        Snapshot snapshot = new()
        {
            Revision = revision,
            Pools = Pools.Value,
            StaticMappings = StaticMappings.Value,
            Hosts = Hosts.Value,
            Substitutions = Substitutions.Value,
            Windows = Windows.Value,
            Rules = Rules.Rules,
            Zones = Zones.Zones,
            Upstreams = Upstreams.Value,
            Resolvers = Resolvers.Value,
        };
        return new CompiledTables(all.Any(problems => problems.RejectChange) ? null : snapshot, [.. all.SelectMany(problems => problems.Found)]) { Parts = this };
    }

    private static RuleBook RulesOf(CompiledParts? before, TableRows rows, Ways ways)
    {
        if (rows is { Rules: { } all, ChangedRules: null })
            return RuleBook.Compile(all, ways);
        RuleBook known = rows.Upstreams is null && rows.Resolvers is null ? Known(before).Rules : Known(before).Rules.With(ways);
        RuleBook edited = rows is { Rules: { } some, ChangedRules: { } ids } ? known.Edit(ids, some, ways) : known;
        return edited.IsSmall ? edited.Fold() : edited;
    }

    private static ZoneBook ZonesOf(ZoneBook known, TableRows rows)
    {
        ZoneBook edited = rows.DnsRecords is null ? known : known.Edit(rows.ChangedDnsRecords, rows.DnsRecords);
        return rows.DnsZones is null ? edited : edited.With(rows.DnsZones);
    }

    private static CompiledParts Known(CompiledParts? before) => before ?? throw new ArgumentException("The first rows are all rows.");
}
