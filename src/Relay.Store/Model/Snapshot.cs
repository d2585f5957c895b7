using Relay.Store.Model.Zones;

namespace Relay.Store.Model;

/// <summary>The compiled, immutable form of the configuration tables, with the revision it was built from. A flow pins one.</summary>
public sealed class Snapshot
{
    public required long Revision { get; init; }
    public required IReadOnlyList<Pool> Pools { get; init; }
    public required RuleSet Rules { get; init; }
    public required StaticMappings StaticMappings { get; init; }
    public required Hosts Hosts { get; init; }

    public Substitutions Substitutions { get; init; } = Substitutions.None;

    public Windows Windows { get; init; } = Windows.None;

    public DnsZones Zones { get; init; } = DnsZones.Empty;

    /// <summary>By their names; <see cref="Upstream.DirectName"/> is always among them.</summary>
    public required IReadOnlyDictionary<string, Upstream> Upstreams { get; init; }

    /// <summary>The rows of <c>resolver</c>, by their names.</summary>
    public IReadOnlyDictionary<string, NameResolver> Resolvers { get; init; } = new Dictionary<string, NameResolver>();

    public Upstream Direct => Upstreams[Upstream.DirectName];

    /// <summary>The pool that <paramref name="address"/> lies in, or null.</summary>
    public Pool? PoolOf(NetAddress address)
    {
        foreach (Pool pool in Pools)
        {
            if (pool.Prefix.Contains(address))
                return pool;
        }
        return null;
    }

    /// <summary>The phantom pool that <paramref name="listener"/> answers from: its own, else the one for all; null where there is none.</summary>
    public Pool? PhantomPoolFor(string listener)
    {
        Pool? common = null;
        foreach (Pool pool in Pools)
        {
            if (pool.Kind != PoolKind.Phantom6)
                continue;
            if (pool.Listener == listener)
                return pool;
            if (pool.Listener is null)
                common ??= pool;
        }
        return common;
    }
}
