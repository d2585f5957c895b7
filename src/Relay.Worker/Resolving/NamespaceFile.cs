namespace Relay.Worker.Resolving;

/// <summary>The files that stand in for those of /etc in a network namespace: ip-netns(8).</summary>
internal static class NamespaceFile
{
    /// <summary>Null for the worker's own namespace, and for one that has no name.</summary>
    public static string? Of(string? netns, string name) =>
        netns is null || netns.Contains('/', StringComparison.Ordinal) ? null : Path.Combine("/etc/netns", netns, name);
}
