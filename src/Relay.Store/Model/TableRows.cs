namespace Relay.Store.Model;

/// <summary>The configuration tables as one read transaction saw them, text as written; <see cref="SnapshotCompiler"/> makes sense of them.</summary>
public sealed record TableRows(
    IReadOnlyList<PoolRow> Pools,
    IReadOnlyList<StaticMappingRow> StaticMappings,
    IReadOnlyList<HostRow> Hosts,
    IReadOnlyList<UpstreamRow> Upstreams,
    IReadOnlyList<RuleRow> Rules)
{
    public IReadOnlyList<SubstitutionRow> Substitutions { get; init; } = [];
    public IReadOnlyList<ResolverRow> Resolvers { get; init; } = [];
    public IReadOnlyList<DnsZoneRow> DnsZones { get; init; } = [];
    public IReadOnlyList<DnsRecordRow> DnsRecords { get; init; } = [];
}
