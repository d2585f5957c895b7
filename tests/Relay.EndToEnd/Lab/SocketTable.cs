using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary>The TCP connections of a process as the kernel has them.</summary>
internal static class SocketTable
{
    /// <summary>A line each, with timers and what else ss(8) tells.</summary>
    public static IReadOnlyList<string> Of(int process) =>
        [.. Shell.Run("ss", "-HOtnopi", "state", "established").Split('\n').Where(line => line.Contains($"pid={process},", StringComparison.Ordinal))];
}
