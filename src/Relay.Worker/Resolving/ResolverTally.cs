namespace Relay.Worker.Resolving;

/// <summary>What the cache of one loop did. Plain numbers, written and read on that loop only.</summary>
internal sealed class ResolverTally
{
    public long Hits { get; set; }

    public long Misses { get; set; }

    /// <summary>Answers whose time was over, told because nobody had a newer one.</summary>
    public long Stale { get; set; }

    /// <summary>Answers that were asked for anew before their time was over, because they are much used.</summary>
    public long Prefetches { get; set; }

    /// <summary>Questions that nobody answered.</summary>
    public long Failures { get; set; }

    public ResolverFigures Read() => new(Hits, Misses, Stale, Prefetches, Failures);
}
