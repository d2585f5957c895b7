namespace Relay.Store.Lists;

/// <summary>What an import did to <c>rule</c>, or would do.</summary>
public sealed record ImportReport(long Added, long Removed, long Kept);
