using System.Collections.Frozen;

namespace Relay.Store.Model;

/// <summary>A compiled row of <c>pool</c>, and what it says of the answers that are given from it.</summary>
public sealed record Pool(string Name, PoolKind Kind, NetPrefix Prefix, string? Listener)
{
    /// <summary>Seconds. A phantom is its name's for ever, and a rule that comes later is applied to the flow: a kept answer is never wrong.</summary>
    public const uint DefaultTtl = 300;

    /// <summary>Seconds. That a name does not exist is what the next COMMIT may change.</summary>
    public const uint DefaultNegativeTtl = 1;

    /// <summary>How long a phantom address may be kept.</summary>
    public uint Ttl { get; init; } = DefaultTtl;

    /// <summary>How long it may be kept that there is nothing (RFC 2308 section 4), outside of <c>dns_zone</c>.</summary>
    public uint NegativeTtl { get; init; } = DefaultNegativeTtl;

    /// <summary>The types of records that the internet side is asked for.</summary>
    public IReadOnlySet<ushort> Forward { get; init; } = FrozenSet<ushort>.Empty;

    /// <summary>The names that get a phantom only where they exist on the internet side, and all below them.</summary>
    public NameList CheckExists { get; init; } = NameList.None;
}
