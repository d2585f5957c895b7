using Relay.Store.Model;

namespace Relay.TestKit;

/// <summary>Snapshots made by hand.</summary>
public static class TestSnapshots
{
    public static readonly Pool DefaultPool = new("default", PoolKind.Phantom6, NetPrefix.Parse("fd75:7265:6c61:7900::/64"), null);

    public static Snapshot Of(
        IReadOnlyList<Pool>? pools = null, RuleSet? rules = null, IReadOnlyDictionary<uint, DomainName>? pinned = null, long revision = 1,
        params IEnumerable<Upstream> upstreams)
    {
        IReadOnlyDictionary<uint, DomainName> names = pinned ?? new Dictionary<uint, DomainName>();
        return new Snapshot
        {
            Revision = revision,
            Pools = pools ?? [DefaultPool],
            Rules = rules ?? RuleSet.Empty,
            StaticMappings = new StaticMappings(names, names.ToDictionary(pair => pair.Value, pair => pair.Key)),
            Hosts = new Hosts(new Dictionary<DomainName, NetAddress[]>()),
            Upstreams = upstreams.Append(new Upstream { Name = Upstream.DirectName, Kind = UpstreamKind.Direct }).DistinctBy(upstream => upstream.Name).ToDictionary(upstream => upstream.Name),
        };
    }
}
