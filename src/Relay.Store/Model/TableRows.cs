namespace Relay.Store.Model;

/// <summary>
/// The configuration tables as one read transaction saw them, text as written; <see cref="SnapshotCompiler"/> makes sense of them. A table that is null has not
/// changed since the rows before. <paramref name="Rules"/> may be a stream that is read once.
/// </summary>
/// <param name="Pools">All rows of <c>pool</c>.</param>
/// <param name="StaticMappings">All rows of <c>static_mapping</c>.</param>
/// <param name="Hosts">All rows of <c>host</c>.</param>
/// <param name="Upstreams">All rows of <c>upstream</c>.</param>
/// <param name="Rules">The enabled rows of <c>rule</c>: all, or those of <paramref name="ChangedRules"/>.</param>
/// <param name="ChangedRules">The ids of the rules that changed; one that is not among <paramref name="Rules"/> is gone or not enabled.</param>
public sealed record TableRows(
    IReadOnlyList<PoolRow>? Pools,
    IReadOnlyList<StaticMappingRow>? StaticMappings,
    IReadOnlyList<HostRow>? Hosts,
    IReadOnlyList<UpstreamRow>? Upstreams,
    IEnumerable<RuleRow>? Rules,
    IReadOnlyCollection<long>? ChangedRules = null)
{
    /// <summary>All rows of <c>dns_zone</c>.</summary>
    public IReadOnlyList<DnsZoneRow>? DnsZones { get; init; }

    /// <summary>The rows of <c>dns_record</c>: all, or those of <see cref="ChangedDnsRecords"/>.</summary>
    public IReadOnlyList<DnsRecordRow>? DnsRecords { get; init; }

    /// <summary>The ids of the records that changed; one that is not among <see cref="DnsRecords"/> is gone.</summary>
    public IReadOnlyCollection<long>? ChangedDnsRecords { get; init; }

    /// <summary>All rows of <c>resolver</c>.</summary>
    public IReadOnlyList<ResolverRow>? Resolvers { get; init; }

    /// <summary>All rows of <c>substitution</c>.</summary>
    public IReadOnlyList<SubstitutionRow>? Substitutions { get; init; }

    /// <summary>All rows of <c>ipv4_window</c>.</summary>
    public IReadOnlyList<WindowRow>? Windows { get; init; }
}
