using Relay.EndToEnd.Lab;

namespace Relay.EndToEnd.Clients;

/// <summary>systemd-resolved where scripts/test.sh unpacks it: its package cannot be installed beside the tests, because it takes over the machine's resolv.conf(5).</summary>
internal static class ResolvedPlace
{
    public static string Program { get; } = Find("systemd-resolved");

    /// <summary>Of systemd, and nss-resolve(8), as LD_LIBRARY_PATH has them.</summary>
    public static string Libraries { get; } = $"{Path.GetDirectoryName(Find("libsystemd-shared-*.so"))}:{Path.GetDirectoryName(Find("libnss_resolve.so.2"))}";

    private static string Find(string file) =>
        Directory.EnumerateFiles(Path.Combine(Programs.Root, "out/systemd-resolved"), file, SearchOption.AllDirectories).FirstOrDefault()
            ?? throw new FileNotFoundException($"no {file} in out/systemd-resolved: scripts/test.sh puts it there");
}
