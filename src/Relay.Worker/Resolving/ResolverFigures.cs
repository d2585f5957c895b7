namespace Relay.Worker.Resolving;

/// <summary>The cache of one loop at one moment, as <see cref="ResolverTally"/> has counted.</summary>
internal sealed record ResolverFigures(long Hits, long Misses, long Stale, long Prefetches, long Failures);
